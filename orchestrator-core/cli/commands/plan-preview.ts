import type { Invocation } from '../choose-command.ts';
import type { Context } from '../context.ts';
import { connectForPlan } from '../orchestrator.ts';
import { readGivenParameters, readTargets } from '../read-argument.ts';

/** `baton plan preview NAME`: what a plan would do; nothing is done. */
export async function previewPlan(invocation: Invocation, context: Context): Promise<number> {
  const { object = '', options } = invocation;
  const { terminal, format } = context;
  const targets = await readTargets(context);
  const parameters = await readGivenParameters(invocation, terminal);
  const connected = await connectForPlan(context, 'look', targets);
  try {
    const noop = options.flag('noop') === true;
    const preview = await connected.orchestrator.previewPlan({
      plan: object,
      parameters,
      noop,
      ...(targets === undefined ? {} : { targets }),
    });
    await terminal.out(`${JSON.stringify(preview, null, format === 'json' ? undefined : 2)}\n`);
    return 0;
  } finally {
    await connected.close();
  }
}

import { previewText } from '../../plans/index.ts';
import type { Invocation } from '../choose-command.ts';
import type { Context } from '../context.ts';
import { connectForPlan } from '../orchestrator.ts';
import { line } from '../output/text.ts';
import { readGivenParameters, readTargets } from '../read-argument.ts';

/** `baton plan preview NAME`: what a plan would do; nothing is done. The exit code is 1 where it is sure to fail. */
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
    const { environment, columns } = terminal;
    const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
    const text =
      format === 'json'
        ? JSON.stringify(preview)
        : previewText(preview, { width: columns, unicode: /utf-?8/i.test(locale) });
    await terminal.out(line(text));
    return preview.problems.some(({ severity }) => severity === 'error') ? 1 : 0;
  } finally {
    await connected.close();
  }
}

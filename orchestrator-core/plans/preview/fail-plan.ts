import { isRich, type PuppetValue, rich } from '../../language/index.ts';
import type { PreviewCall } from './call.ts';
import { contextOf, emit, Fails, newId, placeAt } from './context.ts';
import { show } from './show.ts';
import { isKnown, needsOf, symbolic } from './symbolic.ts';

const errorType = { kind: 'Object', name: 'Error', parameters: '' } as const;

/** `fail_plan(message, [kind], [details])`, `fail_plan(Error)` and Puppet's `fail`: the plan ends here. */
export function failPlan({ frame, node, name, given }: PreviewCall): PuppetValue {
  const context = contextOf(frame);
  const [message = null, kind = 'bolt/plan-failure'] = given;
  const isError = isRich(message) && message[rich] === 'Object' && message.type.name === 'Error';
  const text = isError ? (message.attributes['msg'] ?? null) : message;
  emit(frame, { kind: 'end', id: newId(context), place: placeAt(frame, node), how: 'fail', value: show(text) });
  // Puppet's own function raises no error that a plan can catch.
  if (name === 'fail') throw new Fails(null);
  if (isError) throw new Fails(message);
  if (isKnown(message) && isKnown(kind)) {
    throw new Fails({ [rich]: 'Object', type: errorType, attributes: { msg: message, kind, details: {} } });
  }
  throw new Fails(anyError('the error', needsOf(...given)));
}

/** An error of which nothing is known. */
export function anyError(text: string, needs: readonly string[]): PuppetValue {
  return symbolic({ text, needs, shape: { kind: 'is', is: 'Error' } });
}

import {
  dataOf,
  entriesOf,
  hashOf,
  isKind,
  type NativeFunction,
  type PuppetValue,
  prettyJson,
  textOf,
} from '../../language/index.ts';
import { callPlace, contextOf, planPlace } from '../run/plan-context.ts';
import { withoutSecrets } from '../run/record.ts';
import type { PlanMessage } from '../run/world.ts';
import { isPlanObject } from '../values/plan-object.ts';
import type { PlanFunctionTable } from './plan-table.ts';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** Functions that tell something to whoever watches the plan. */
export const messageFunctions: PlanFunctionTable = {
  'out::message': saying('out'),
  'out::verbose': saying('verbose'),
  ...Object.fromEntries(logLevels.map((level) => [`log::${level}`, saying(level)])),
};

function saying(level: PlanMessage['level']): NativeFunction {
  return ({ frame, node, arguments: [value = null] }) => {
    const { run, steps } = contextOf(frame);
    const place = planPlace(callPlace(frame, node));
    run.world.say({
      level,
      text: withoutSecrets(messageText(value), run.secrets),
      ...(place === undefined ? {} : { place }),
      ...(steps.parent === undefined ? {} : { within: steps.prefix.replace(/\.$/, '') }),
    });
    return null;
  };
}

/** A value as `out::message` prints it, by Bolt's `Util::Format`: arrays and hashes as JSON, everything else as its text. */
function messageText(value: PuppetValue): string {
  const plain = formatted(value);
  return Array.isArray(plain) || entriesOf(plain) !== undefined ? prettyJson(plain) : textOf(plain);
}

/** Only numbers and undef stay what they are, so that true is printed as a string; results are data throughout. */
function formatted(value: PuppetValue): PuppetValue {
  if (value === null || typeof value === 'number' || typeof value === 'bigint') return value;
  if (Array.isArray(value)) return (value as readonly PuppetValue[]).map(formatted);
  if (isPlanObject(value, 'Result', 'ApplyResult', 'ResultSet')) return dataOf(value);
  if (typeof value === 'object' && isKind(value, 'Float')) return value;
  const entries = entriesOf(value);
  if (entries !== undefined) return hashOf(entries.map(([key, each]) => [textOf(key), formatted(each)]));
  // Ruby's own text of an expression, with its flags.
  return isKind(value, 'Regexp') ? `(?-mix:${value.source})` : textOf(value);
}

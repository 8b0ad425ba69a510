import { entriesOf, hashOf, type PuppetValue, textOf } from '../../language/index.ts';
import { derived, truthOf, unknownOf } from './symbolic.ts';

/** What stands behind the targets of a function that runs something. */
export interface RunOptions {
  readonly description: string | undefined;
  /** Without the options; what is not known by name as a whole. */
  readonly parameters: PuppetValue;
  /** The options, which begin with `_`. Of a hash that is not known nobody can say that it has none. */
  readonly option: (name: string) => PuppetValue;
  /** An option that stands there for certain. */
  readonly given: (name: string) => PuppetValue | undefined;
}

/** A description and a hash, of which either may be left out. */
export function readOptions(rest: readonly PuppetValue[]): RunOptions {
  const [first = null, second] = rest;
  const isText = typeof first === 'string' || unknownOf(first)?.isText === true;
  const hash = isText ? (second ?? null) : first;
  const entries = entriesOf(hash);
  const own = new Map(entries?.map(([key, value]) => [textOf(key), value]));
  const description = isText ? describeText(first) : own.get('_description');
  return {
    description: typeof description === 'string' ? description : undefined,
    parameters:
      entries === undefined
        ? unknownOf(hash) === undefined
          ? null
          : hash
        : hashOf(entries.filter(([key]) => !(typeof key === 'string' && key.startsWith('_')))),
    given: (name) => own.get(name),
    option: (name) => {
      const value = own.get(name);
      if (value !== undefined) return value;
      return unknownOf(hash) === undefined ? null : derived(`${unknownOf(hash)?.text ?? ''}['${name}']`, [hash]);
    },
  };
}

function describeText(value: PuppetValue): string | undefined {
  return typeof value === 'string' ? value : unknownOf(value)?.text;
}

/** Whether an option is set; what is not known may be. */
export function maybe(value: PuppetValue): boolean {
  return truthOf(value) !== false;
}

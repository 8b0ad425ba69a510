import {
  constructorsOf,
  membersOf,
  type PuppetType,
  parseType,
  type Signature,
} from '../../../orchestrator-core/language/index.ts';
import type { TheirFunctions } from './compare.ts';

/** What our tables say otherwise than Puppet of members and constructors: a line for each. */
export function compareObjects({ objects = [], constructors = [] }: TheirFunctions): readonly string[] {
  const differences: string[] = [];
  for (const { object, attributes, functions } of objects) {
    const theirs = new Map<string, string>();
    for (const [name, type] of Object.entries(attributes)) theirs.set(name, `attribute >> ${same(type)}`);
    for (const [name, signatures] of Object.entries(functions)) theirs.set(name, worded(signatures));
    const ours = new Map<string, string>();
    for (const { name, kind, signatures, returns = 'Any' } of membersOf(read(object))) {
      ours.set(name, kind === 'attribute' ? `attribute >> ${same(returns)}` : worded(signatures.map(plain)));
    }
    for (const name of new Set([...theirs.keys(), ...ours.keys()])) {
      if (ours.get(name) === theirs.get(name)) continue;
      differences.push(`${object}.${name}: we have ${ours.get(name)}, Puppet ${theirs.get(name)}`);
    }
  }
  for (const { type, constructors: signatures } of constructors) {
    const ours = constructorsOf(read(type));
    if (ours === undefined) continue;
    const [a, b] = [worded(ours.map(plain), false), worded(signatures, false)];
    if (a !== b) differences.push(`${type}.new: we have ${a}, Puppet ${b}`);
  }
  return differences;
}

interface Plain {
  readonly parameters: readonly { readonly type: string; readonly optional: boolean; readonly captures?: boolean }[];
  readonly block?: { readonly type: string; readonly optional: boolean } | null;
  readonly returns?: string | null;
}

function plain({ parameters, block, returns }: Signature): Plain {
  return {
    parameters: parameters.map(({ type = 'Any', isOptional }) => ({ type, optional: isOptional })),
    ...(block && { block: { type: block.type ?? 'Callable', optional: block.isOptional } }),
    ...(returns !== undefined && { returns }),
  };
}

/** Signatures without the names of their parameters, which members don't have. */
function worded(signatures: readonly Plain[], withReturns = true): string {
  return signatures
    .map(({ parameters, block, returns }) => {
      const list = parameters.map(({ type, optional }) => `${same(type)}${optional ? '?' : ''}`).join(', ');
      const lambda = block ? ` &${block.optional ? '?' : ''}${same(block.type)}` : '';
      return `(${list})${lambda}${withReturns && returns && returns !== 'Any' ? ` >> ${same(returns)}` : ''}`;
    })
    .join(' or ');
}

/**
 * Types by one of the ways in which they can be written. Our tables say String where Puppet has a pattern for what
 * its constructors can read.
 */
function same(type: string): string {
  return (
    type
      .replace(/Pattern\[\/(?:\\.|[^/\\])*\/\]/g, 'String')
      .replace(/Hash\[Type, Variant\[String, Struct.*\]\]\]/, 'Hash[Type, Variant[String, Hash[String, Any]]]]')
      .replace(/^Variant\[(.*), Undef\]$/, 'Optional[$1]')
      .replace(/\bUnit\b/, 'Any')
      // A slip in Puppet: `callable([1, 1])` is meant as `callable(1, 1)`.
      .replace('Callable[Array[Integer]]', 'Callable[1, 1]')
  );
}

function read(text: string): PuppetType {
  const { type } = parseType(text);
  if (type === undefined) throw new Error(`Not a type: ${text}`);
  return type;
}

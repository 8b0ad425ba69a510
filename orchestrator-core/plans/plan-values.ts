import { type PuppetValue, parse, rich } from '../language/index.ts';
import { mapYamlScalar, type TextMap, textMap, type YamlNode, type YamlScalar } from '../project/index.ts';
import type { PlanEntry, PlanExpression, PlanScalar, PlanString, PlanValue, Treatment } from './yaml-plan.ts';

/**
 * Reads a node as Bolt's YAML visitor does (`yaml_plan/loader.rb`). With `evaluates` off nothing is code: Bolt turns
 * parameters and descriptions into plain strings.
 */
function readValue(node: YamlNode | undefined, text: string, evaluates: boolean): PlanValue | undefined {
  if (node === undefined) return undefined;
  const { start, end } = node;
  switch (node.kind) {
    case 'alias':
      return { kind: 'scalar', value: null, text: `*${node.name}`, start, end };
    case 'list': {
      const items = node.items.flatMap((item) => readValue(item, text, evaluates) ?? []);
      return { kind: 'list', items, start, end };
    }
    case 'map':
      return { kind: 'hash', entries: readEntries(node, text, () => evaluates), start, end };
    case 'scalar':
      return typeof node.value === 'string'
        ? readString(node, node.value, text, evaluates)
        : { kind: 'scalar', value: node.value, text: node.text, start, end };
    default:
      return undefined;
  }
}

/** The entries of a map; `evaluates` says for each key whether its strings are Puppet code. */
export function readEntries(
  node: YamlNode | undefined,
  text: string,
  evaluates: (key: string) => boolean,
): readonly PlanEntry[] {
  if (node?.kind !== 'map') return [];
  return node.entries.map(({ key, value, start, end }) => ({
    key: key.text,
    keySpan: key.inner,
    value: readValue(value, text, evaluates(key.text)),
    start,
    end,
  }));
}

function readString(node: YamlScalar, value: string, text: string, evaluates: boolean): PlanString {
  const { start, end, style, inner } = node;
  const map = mapYamlScalar(text, node);
  const treatment = evaluates ? treatmentOf(node, value) : 'literal';
  const base = { kind: 'string', value, style, inner, treatment, map, start, end } as const;
  if (treatment === 'literal') return base;
  return { ...base, expression: expressionOf(treatment === 'code' ? map : quoted(map)) };
}

function treatmentOf({ style }: YamlScalar, value: string): Treatment {
  if (style === 'double') return 'interpolated';
  if (style === 'literal') return 'code';
  return style === 'plain' && value.startsWith('$') ? 'code' : 'literal';
}

function expressionOf(map: TextMap): PlanExpression {
  return { parsed: parse(map.value, { tasks: true }), map };
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

/** The text in double quotes with its special characters escaped, as Ruby's `inspect` does it for Bolt. */
function quoted({ value, offsets }: TextMap): TextMap {
  let text = '"';
  const places: number[] = [offsets[0] ?? 0];
  for (let at = 0; at < value.length; at += 1) {
    const piece = escaped(value.charAt(at), value.charAt(at + 1));
    for (let unit = 0; unit < piece.length; unit += 1) places.push(offsets[at] ?? 0);
    text += piece;
  }
  const end = offsets.at(-1) ?? 0;
  places.push(end, end);
  return textMap(`${text}"`, places);
}

function escaped(unit: string, next: string): string {
  const known = named[unit];
  if (known !== undefined) return known;
  if (unit === '#' && (next === '{' || next === '$' || next === '@')) return '\\#';
  return unit < ' ' || unit === '\x7f' ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}` : unit;
}

/** What Bolt reads a literal bare string as when it looks for errors in it: as if it had double quotes. */
export function asQuoted(string: PlanString): PlanExpression {
  return expressionOf(quoted(string.map));
}

/** YAML's `1.0` is a Float, though JavaScript takes it for a whole number. */
export function scalarValue({ value, text }: PlanScalar): PuppetValue {
  return typeof value === 'number' && Number.isInteger(value) && text.includes('.')
    ? { [rich]: 'Float', value }
    : value;
}

/** A value whose strings are what they say: nothing in it is evaluated. */
export function plainValue(value: PlanValue | undefined): PuppetValue {
  switch (value?.kind) {
    case 'string':
      return value.value;
    case 'scalar':
      return scalarValue(value);
    case 'list':
      return value.items.map(plainValue);
    case 'hash':
      return Object.fromEntries(value.entries.map(({ key, value: each }) => [key, plainValue(each)]));
    case undefined:
      return null;
  }
}

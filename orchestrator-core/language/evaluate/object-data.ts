import { entriesOf, isRich, type PuppetObject, type PuppetValue, type RichValue, rich } from '../types/value.ts';

type ObjectValue = RichValue & { readonly [rich]: 'Object' };
/** How values that JSON cannot say are written: their text. */
type Text = (value: PuppetValue) => string;

/**
 * What Bolt's `to_data` and `to_json` make of a value: only what JSON can say, in Ruby's order. Targets become their names,
 * results what they hold, sensitive values a text that says so.
 */
export function plainData(value: PuppetValue, text: Text): PuppetValue {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly PuppetValue[]).map((each) => plainData(each, text));
  const entries = entriesOf(value);
  if (entries !== undefined) return hashIn(entries.map(([key, each]) => [text(key), plainData(each, text)] as const));
  if (!isRich(value) || value[rich] === 'Float') return value;
  return value[rich] === 'Object' ? objectData(value, text) : text(value);
}

function objectData(value: ObjectValue, text: Text): PuppetValue {
  const { type, attributes } = value;
  const data = (name: string): PuppetValue => plainData(attributes[name] ?? null, text);
  switch (type.name) {
    case 'Result':
    case 'ApplyResult':
      return {
        target: nameOf(attributes['target'] ?? null),
        action: data('action'),
        object: data('object'),
        status: hasFailed(attributes) ? 'failure' : 'success',
        value: data('value'),
      };
    case 'ResultSet':
      return data('results');
    case 'ContainerResult':
      return { object: data('object'), status: hasFailed(attributes) ? 'failure' : 'success', value: data('value') };
    case 'ResourceInstance':
      return Object.fromEntries(
        ['target', 'type', 'title', 'state', 'desired_state', 'events'].map((name) => [name, data(name)]),
      );
    case 'Error': {
      const code = data('issue_code');
      const details = attributes['details'] === undefined ? {} : data('details');
      return { kind: data('kind'), msg: data('msg'), details, ...(code !== null && { issue_code: code }) };
    }
    default:
      return text(value);
  }
}

/** Data name a target by its whole name; people are shown it without a password. */
function nameOf(target: PuppetValue): PuppetValue {
  return isRich(target) && target[rich] === 'Object' ? (target.attributes['name'] ?? null) : null;
}

/** JavaScript would put keys that look like numbers first, so those make the other form of a hash. */
function hashIn(entries: readonly (readonly [string, PuppetValue])[]): PuppetValue {
  if (entries.some(([key]) => /^\d+$/.test(key))) return { [rich]: 'Hash', entries };
  return Object.fromEntries(entries) satisfies PuppetObject;
}

/** Whether what a result holds says so. */
function hasFailed({ value = null }: PuppetObject): boolean {
  const error = entriesOf(value)?.find(([key]) => key === '_error')?.[1];
  return error !== undefined && error !== null;
}

/** An object's text where Ruby's `to_s` says something else than how it was made; undefined where it does not. */
export function objectOwnText(value: ObjectValue, text: Text): string | undefined {
  const { type, attributes } = value;
  const part = (name: string): string => text(attributes[name] ?? null);
  switch (type.name) {
    case 'Target':
      return text(attributes['safe_name'] ?? attributes['name'] ?? null);
    case 'Result':
    case 'ApplyResult':
    case 'ResultSet':
    case 'ContainerResult':
      return jsonText(objectData(value, text), text);
    case 'ResourceInstance':
      return `${part('type')}[${part('title')}]`;
    case 'Future':
      return `Future '${part('name')}'`;
    default:
      return undefined;
  }
}

/** Plain data as JSON on one line. */
function jsonText(value: PuppetValue, text: Text): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    return `[${(value as readonly PuppetValue[]).map((each) => jsonText(each, text)).join(',')}]`;
  }
  const entries = entriesOf(value);
  if (entries === undefined) return text(value);
  return `{${entries.map(([key, each]) => `${JSON.stringify(text(key))}:${jsonText(each, text)}`).join(',')}}`;
}

import { nameOfUri } from '../../common/index.ts';
import {
  entriesOf,
  isRich,
  type PuppetValue,
  printType,
  type RichValue,
  rich,
  sourceOf,
} from '../../language/index.ts';
import { isPlanObject, type PlanObject } from './plan-object.ts';

/** An attribute of an object, or what a function of it without arguments gives; undefined where it has none such. */
export type AskObject = (object: PlanObject, name: string) => PuppetValue | undefined;

/**
 * A value as Puppet source on one line, which evaluates to the same elsewhere; undefined where no source can say it.
 * What is Sensitive is in it in clear.
 */
export function puppetSource(value: PuppetValue, ask: AskObject): string | undefined {
  if (typeof value === 'string') return stringSource(value);
  if (value === null || typeof value !== 'object') return sourceOf(value).replace('e+', 'e');
  if (Array.isArray(value)) {
    const items = (value as readonly PuppetValue[]).map((each) => puppetSource(each, ask));
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
  }
  const entries = entriesOf(value);
  if (entries === undefined) return isRich(value) ? richSource(value, ask) : undefined;
  const pairs = entries.map(([key, each]) => [puppetSource(key, ask), puppetSource(each, ask)]);
  return pairs.flat().includes(undefined) ? undefined : `{${pairs.map((pair) => pair.join(' => ')).join(', ')}}`;
}

function stringSource(text: string): string {
  if (!hasControls(text)) return sourceOf(text);
  const escaped = [...text].map((one) => {
    if (one === '\\' || one === '"' || one === '$') return `\\${one}`;
    return hasControls(one) ? `\\u{${one.charCodeAt(0).toString(16)}}` : one;
  });
  return `"${escaped.join('')}"`;
}

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) < 32) return true;
  return false;
}

function richSource(value: RichValue, ask: AskObject): string | undefined {
  switch (value[rich]) {
    case 'Default':
      return 'default';
    case 'Float':
      return Number.isFinite(value.value) ? sourceOf(value).replace('e+', 'e') : undefined;
    case 'Regexp':
      return `/${value.source.replace(/\\.|\//gs, (found) => (found === '/' ? '\\/' : found))}/`;
    case 'Sensitive': {
      const inside = puppetSource(value.value, ask);
      return inside === undefined ? undefined : `Sensitive.new(${inside})`;
    }
    case 'Timespan': {
      const length = value.nanoseconds < 0n ? -value.nanoseconds : value.nanoseconds;
      return `Timespan.new({'nanoseconds' => ${length}${value.nanoseconds < 0n ? ", 'negative' => true" : ''}})`;
    }
    case 'Timestamp':
    case 'SemVer':
    case 'SemVerRange':
    case 'Binary':
    case 'URI':
      return `${value[rich]}.new(${sourceOf(value)})`;
    case 'Type':
      return printType(value.type);
    case 'Object':
      return objectSource(value, ask);
    default:
      return undefined;
  }
}

/** What an object of Bolt's answers to; passwords and configuration stay here. */
const members: Readonly<Record<string, readonly string[]>> = {
  Target: [
    ...['name', 'uri', 'safe_name', 'target_alias', 'vars', 'facts', 'features', 'plugin_hooks', 'host', 'port'],
    ...['protocol', 'user', 'transport'],
  ],
  Result: ['target', 'value', 'action', 'error', 'message', 'ok', 'status', 'stdout', 'stderr', 'report', 'to_data'],
  ResultSet: ['results'],
  ResourceInstance: ['target', 'type', 'title', 'reference', 'state', 'desired_state', 'events'],
};

function objectSource(value: PlanObject, ask: AskObject): string | undefined {
  const { name } = value.type;
  if (name === 'Error' || name === 'Deferred') {
    const given = Object.entries(value.attributes).filter(([, each]) => each !== null);
    const source = puppetSource(Object.fromEntries(given), ask);
    return source === undefined ? undefined : `${name}.new(${source})`;
  }
  if (!isPlanObject(value, 'Target', 'Result', 'ApplyResult', 'ContainerResult', 'ResultSet', 'ResourceInstance')) {
    return undefined;
  }
  const pairs = (members[name] ?? members['Result'] ?? []).flatMap((member) => {
    const asked = ask(value, member) ?? null;
    const source = puppetSource(member === 'uri' && typeof asked === 'string' ? nameOfUri(asked) : asked, ask);
    return source === undefined || source === 'undef' ? [] : [`'${member}' => ${source}`];
  });
  return `${name}.new({'values' => {${pairs.join(', ')}}})`;
}

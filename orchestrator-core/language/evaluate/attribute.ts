import { memberOf } from '../functions/members.ts';
import { partsOfUri } from '../types/ranged-readers.ts';
import type { PuppetValue } from '../types/value.ts';
import { isKind } from './values.ts';

/** What `value.name` is where the value's type has an attribute of that name; undefined where it has none. */
export function attributeOf(value: PuppetValue, name: string): PuppetValue | undefined {
  if (isKind(value, 'URI')) {
    if (!/^(?:scheme|userinfo|host|port|path|query|fragment)$/.test(name)) return undefined;
    const part = partsOfUri(value.uri)[name] ?? null;
    return name === 'port' && part !== null ? Number(part) : part;
  }
  if (!isKind(value, 'Object')) return undefined;
  const { type, attributes } = value;
  if (Object.hasOwn(attributes, name)) return memberOf(type, name) === undefined ? undefined : attributes[name];
  if (type.name === 'Error') {
    if (name === 'message') return attributes['msg'] ?? null;
    return /^(?:kind|details|issue_code)$/.test(name) ? null : undefined;
  }
  return type.name === 'Deferred' && name === 'arguments' ? null : undefined;
}

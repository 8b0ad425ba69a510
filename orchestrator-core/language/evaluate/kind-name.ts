import { printType } from '../types/print-type.ts';
import { entriesOf, isRich, type PuppetValue, rich } from '../types/value.ts';
import { numeric } from './values.ts';

/** What a value is called in messages, without an article: the words of Puppet's `ModelLabelProvider`. */
export function kindName(value: PuppetValue): string {
  if (value === null) return 'Undef Value';
  if (typeof value === 'string') return 'String';
  if (typeof value === 'boolean') return 'Boolean';
  const number = numeric(value);
  if (number !== undefined) return number.isFloat ? 'Float' : 'Integer';
  if (Array.isArray(value)) return 'Array';
  if (entriesOf(value) !== undefined || !isRich(value)) return 'Hash Value';
  switch (value[rich]) {
    case 'Default':
      return 'Default Value';
    case 'Type':
      return `${printType(value.type)}-Type`;
    case 'SemVer':
      return 'Semver';
    case 'SemVerRange':
      return 'SemverRange';
    case 'Object':
      return printType(value.type);
    default:
      return value[rich];
  }
}

/** The same with `a` or `an` before it. */
export function aKind(value: PuppetValue): string {
  const name = kindName(value);
  return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;
}

import { rubyRegex } from '../../regex/index.ts';
import type { Inner } from './assignable.ts';
import { literal, type PuppetType, type UriPart, undefType } from './type.ts';

/** The ports that a URI of a scheme has without saying so. */
const ports: Readonly<Record<string, number>> = { ftp: 21, http: 80, https: 443, ldap: 389, ldaps: 636 };

/** Whether a part of a URI, or what a type asks of it, is what another type asks of that part. */
export function uriPartFits(expected: UriPart, actual: UriPart | undefined, inner: Inner): boolean {
  if (typeof expected === 'number') return actual === expected;
  if (typeof expected === 'string') {
    // As Puppet compares strings: without regard to case.
    return typeof actual === 'string' && actual.toLowerCase() === expected.toLowerCase();
  }
  if (expected.kind === 'Regexp') {
    return typeof actual === 'string' && rubyRegex(expected.pattern ?? '')?.test(actual) === true;
  }
  return inner(expected, typeOfPart(actual));
}

function typeOfPart(part: UriPart | undefined): PuppetType {
  if (part === undefined) return undefType;
  if (typeof part === 'string') return literal(part);
  return typeof part === 'number' ? { kind: 'Integer', range: { min: part, max: part } } : part;
}

/** The part of a URI as its value has it: the port is a number, by default that of the scheme. */
export function valueOfPart(parts: Readonly<Record<string, string>>, name: string): UriPart | undefined {
  if (name !== 'port') return parts[name];
  return parts['port'] === undefined ? ports[parts['scheme']?.toLowerCase() ?? ''] : Number(parts['port']);
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nameOfUri } from '../common/index.ts';
import { parseTargetUri, type TargetUri } from './target-uri.ts';

/** What Ruby's Addressable makes of the URI for Bolt. */
const rows: readonly (readonly [string, TargetUri])[] = [
  ['h', { host: 'h', safe: 'h' }],
  ['ssh://h', { scheme: 'ssh', host: 'h', safe: 'ssh://h' }],
  ['u@h:022', { user: 'u', host: 'h', port: 22, safe: 'u@h:22' }],
  ['h:99999', { host: 'h', port: 99999, safe: 'h:99999' }],
  ['h:0', { host: 'h', safe: 'h' }],
  ['h:%32%32', { host: 'h', port: 22, safe: 'h:22' }],
  ['u:p%40w:x@h', { user: 'u', password: 'p@w:x', host: 'h', safe: 'u@h' }],
  [':p@h', { user: '', password: 'p', host: 'h', safe: '@h' }],
  ['%41%C3%A9%zz@h', { user: 'Aé%zz', host: 'h', safe: 'A%C3%A9%25zz@h' }],
  ['a@b@h', { user: 'a@b', host: 'h', safe: 'a%40b@h' }],
  ['::1', { host: ':', port: 1, safe: '::1' }],
  ['[::1]:22', { host: '::1', port: 22, safe: '[::1]:22' }],
  ['ssh://[::1]/x?y#z', { scheme: 'ssh', host: '::1', safe: 'ssh://[::1]/x?y#z' }],
  ['local://', { scheme: 'local', host: '', safe: 'local://' }],
  ['ssh:///x', { scheme: 'ssh', host: '', safe: 'ssh:///x' }],
];
describe('a URI is taken apart', () => {
  for (const [text, expected] of rows) it(text, () => assert.deepEqual(parseTargetUri(text), expected));
});

const refused: readonly (readonly [string, string])[] = [
  ['', 'URI is empty string'],
  ['a b', "Invalid character in host: 'a b'"],
  ['ssh://a"b', "Invalid character in host: 'a\"b'"],
  ['[x y]', "Invalid character in host: '[x y]'"],
  ['h:port', 'Invalid port number: "port"'],
  ['1x://h', "Invalid scheme format: '1x'"],
  ['ssh://', "Absolute URI missing hierarchical segment: 'ssh://'"],
  ['ssh://#f', "Absolute URI missing hierarchical segment: 'ssh://#f'"],
];
describe('a URI is refused', () => {
  for (const [text, why] of refused) {
    it(text, () => assert.throws(() => parseTargetUri(text), { message: `Could not parse target URI: ${why}` }));
  }
});

it('only passwords are taken out of names', () => {
  assert.deepEqual(['u:p@h', '%41@h', 'u:p@c d', 'h'].map(nameOfUri), ['u@h', '%41@h', 'u@c d', 'h']);
});

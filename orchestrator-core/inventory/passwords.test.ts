/** Targets that are given by a URI with a password: their names, what reaches them, and what cannot be told apart. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../common/index.ts';
import { withGivenUris } from './given-uris.ts';
import { openLiveInventory } from './plan-inventory.ts';
import { readInventory } from './read-inventory.ts';

const read = (text: string) => readInventory({ text, path: '/p/inventory.yaml' });
const sample = `
targets: [{uri: 'ssh://u:known@h', vars: {a: 1}}, 'v:word@h:22', {name: n, uri: 'ssh://u:named@h'}, {name: x, uri: h2}]
groups: [{name: g, targets: ['ssh://u:known@h']}]
`;

const selected: readonly (readonly [words: readonly string[], expected: string])[] = [
  [['all'], 'ssh://u@h known, n named, x -, v@h:22 word'],
  [['g'], 'ssh://u@h known'],
  // By its name, and by the URI that the inventory has.
  [['ssh://u@h'], 'ssh://u@h known'],
  [['ssh://u:known@h', 'v:word@h:22'], 'ssh://u@h known, v@h:22 word'],
  [['ssh://w:typed@h,w:other@h'], 'ssh://w@h typed, w@h other'],
  [['ssh://w:typed@h', 'ssh://w@h'], 'ssh://w@h typed'],
  [['ssh://w:%40%3a@h'], 'ssh://w@h @:'],
  // One that has a name is told apart by it.
  [['n', 'x'], 'n named, x -'],
];
for (const [words, expected] of selected) {
  test(`${words.join(' ')} means ${expected}`, () => {
    const found = read(sample).select(words);
    const shown = found.map(({ name, options }) => `${name} ${String(options['password'] ?? '-')}`);
    assert.equal(shown.join(', '), expected);
  });
}

const refusedWords: readonly (readonly [words: readonly string[], expected: RegExp])[] = [
  [['ssh://u:Geheim@h'], /^The target ssh:\/\/u@h is known already, without this password\./],
  [['w:Geheim@h', 'w:Geheim2@h'], /^The target w@h is known already/],
  [['ssh://w:Geheim@h:abc'], /^Could not parse target URI: Invalid port number: "abc"$/],
  [['ssh://w:Geheim/x@h'], /^Could not parse target URI: In ssh:\/\/w@h a '\/' of the password is written %2F/],
  [['ssh://w:Geheim[@h'], /^Could not parse target URI: In ssh:\/\/w@h a '\/' of the password is written %2F/],
  [['w:Geheim@h*'], /^Found 0 targets matching wildcard pattern w@h\*$/],
  [['bogus://w:Geheim@h'], /^Unknown transport bogus found for bogus:\/\/w@h$/],
];
for (const [words, expected] of refusedWords) {
  test(`refuses ${words.join(' ')} without its password`, () => {
    assert.throws(() => read(sample).select(words), { message: expected });
  });
}

const twice = /^Several targets are ssh:\/\/u@h but for their passwords: give each of them a 'name' for group at \["/;
const refusedTexts: readonly (readonly [text: string, expected: RegExp])[] = [
  ["targets: ['ssh://u:Geheim@h', 'ssh://u:Geheim2@h']", twice],
  ["targets: ['ssh://u:Geheim@h', {uri: 'ssh://u:Geheim2@h'}]", twice],
  ["targets: [{uri: 'ssh://u:Geheim@h'}, {uri: 'ssh://u@h'}]", twice],
  ["targets: ['ssh://u@h']\ngroups: [{name: g, targets: [{uri: 'ssh://u:Geheim@h'}]}]", twice],
  ["targets: ['ssh://u:Geheim2@h']\ngroups: [{name: g, targets: ['ssh://u:Geheim@h']}]", twice],
  ["targets: [{uri: 'ssh://u:Geheim@h:99x'}]", /^Invalid target uri ssh:\/\/u@h:99x for group/],
  ["targets: [{uri: 'ssh://u:Geheim@h', facts: 1}]", /Value at 'targets\.0\.facts' must be of type Hash/],
  [
    "targets: [{name: ä, config: {ssh: {password: Geheim}}, uri: 'u:Geheim@h'}]",
    /^Target name must be ASCII characters: /,
  ],
  ['targets: [{config: {ssh: {password: Geheim}}}]', /^No name or uri for target: /],
];
for (const [text, expected] of refusedTexts) {
  test(`refuses ${text} without its password`, () => {
    assert.throws(
      () => read(text),
      ({ message }: Error) => expected.test(message) && !message.includes('Geheim'),
    );
  });
}

test('names alone are not made of words with passwords, which would be lost', () => {
  const message = /^w@h was given with a password, which cannot be used here/;
  assert.throws(() => read(sample).names(['w:p@h']), { message });
  assert.deepEqual(read(sample).names(['ssh://u:known@h']), ['ssh://u@h']);
  const uris = new Map<string, string>();
  assert.deepEqual(read(sample).names(['w:p@h', 'g'], { uris }), ['w@h', 'ssh://u@h']);
  assert.deepEqual([...uris], [['w@h', 'w:p@h']]);
  assert.deepEqual(withGivenUris(['w@h', 'a'], ['-x', 'b', 'a,w:p@h']), ['w:p@h', 'a']);
});

test('a plan names its targets without passwords, and what it gives or reads of them is hidden', () => {
  const hidden: Json[] = [];
  const signal = new AbortController().signal;
  const hide = (secrets: readonly Json[]) => void hidden.push(...secrets);
  const run = openLiveInventory(read(sample), { signal, hide });
  assert.deepEqual(run.select(['w:p@h']), ['w@h']);
  assert.deepEqual([run.select(['w:p@h']), run.select(['w@h'])], [['w@h'], ['w@h']]);
  assert.equal(run.effective('w@h').options['password'], 'p');
  assert.equal(run.create({ uri: 'ssh://m:q@h', config: { ssh: { 'sudo-password': 's', port: 5 } } }), 'ssh://m@h');
  assert.deepEqual(new Set(hidden), new Set(['w:p@h', 'ssh://m:q@h', 's']));
  assert.deepEqual(run.select(['x']), ['x']);
  run.setConfig('x', ['ssh', 'private-key'], { 'key-data': 'k' });
  assert.equal(run.target('ssh://m@h').password, 'q');
  assert.deepEqual([hidden.includes('k'), hidden.includes('q')], [true, true]);
  for (const given of ['w:other@h', 'ssh://u:other@h']) assert.throws(() => run.select([given]), /is known already/);
  assert.throws(() => run.create({ uri: 'w@h' }), /^.*The target w@h is known already, with a password/);
  assert.equal(run.create({ name: 'another', uri: 'w:other@h' }), 'another');
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readPlainYaml } from '../../orchestrator-core/project/plain-yaml.ts';
import { readAnyYamlTree } from '../../orchestrator-core/project/yaml-tree.ts';

/** What YAML is made of, and what makes it something else. */
const pieces: readonly string[] =
  '\n|\n  |\n    |\n- |  | |a|1|0x1f|1:30|.5|yes|NULL|~|$x|http://x|p::q|a: |a:|"b"|\'c\'\'d\'|"\\n"|: |:|- |-|#| # c|[|]|{|}|, |,|"|\'|<<: |&a |*a|!t |? |%|@|\\|---\n|...\n|\t|\r|\u2003|\u00e9'
    .split('|')
    .concat(['|\n  x\n', '|-\n   x\n\n   y\n', '>\n  x\n  y\n', '|+\n  x\n\n', '|', '>', '\n\n', '\n# c\n  # d\n']);

const sound: readonly string[] = [
  '# A plan\n---\nparameters:\n  targets:\n    type: TargetSpec\n  n: {type: Integer, default: 1}\nsteps:\n  - name: a\n    task: p::q\n    targets: [$x, "y"]\n    parameters: {}\n\n  # Then\n  - eval: |\n      $a\n        .first\n\n      $b\n    description: some words\n      and more\n\n      of them # said\nreturn: $a\n',
  "groups:\n- name: g\n  targets:\n  - uri: h.example.com # one\n    vars: { n: [1, {a: b}] }\n  - 'it''s'\n- - - 1\n    - yes\n  - \"q\\t\": >-\n      a\n      b\n",
];

/** A sound text with a few pieces put in and letters taken out. */
const damaged = fc
  .tuple(
    fc.constantFrom(...sound),
    fc.array(fc.tuple(fc.nat(400), fc.nat(4), fc.constantFrom('', ...pieces)), { maxLength: 4 }),
  )
  .map(([text, changes]) =>
    changes.reduce((so, [at, gone, piece]) => so.slice(0, at) + piece + so.slice(at + gone), text),
  );

describe('reading plain YAML without the library', () => {
  let read = 0;
  const agrees = (text: string) => {
    const root = readPlainYaml(text);
    if (root === undefined) return;
    read += 1;
    assert.deepEqual({ root, faults: [] }, readAnyYamlTree(text));
  };

  it('gives what the library gives', () => {
    for (const text of sound) {
      assert.ok(readPlainYaml(text), text);
      for (let end = 0; end <= text.length; end += 1) agrees(text.slice(0, end));
    }
    fc.assert(fc.property(damaged, agrees), { seed: 3, numRuns: 6000 });
    const loose = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(fc.property(loose, agrees), { seed: 4, numRuns: 6000 });
    assert.ok(read > 2000, `${read} texts were read`);
  });

  it('reads an inventory in time that grows with its length', () => {
    const target = (index: number) => `  - uri: host${index}.example.com\n    vars: {n: ${index}}\n`;
    const text = `targets:\n${Array.from({ length: 50_000 }, (_, index) => target(index)).join('')}`;
    const begun = process.cpuUsage();
    assert.ok(readPlainYaml(text));
    const { user, system } = process.cpuUsage(begun);
    assert.ok(user + system < 3_000_000, `${user + system} µs`);
  });
});

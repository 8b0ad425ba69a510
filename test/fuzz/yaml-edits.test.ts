import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editYamlTree, readYamlTree, type YamlTree } from '../../orchestrator-core/project/index.ts';

/** Pieces of which inventories are made, right ones and wrong ones. */
const word = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('a', 'web1', '"q"', "'s'", '1', 'true', '~', '', 'x y', '[a, b]', '{k: v}', '# c'),
  },
  { weight: 1, arbitrary: fc.constantFrom('a: b', '{', '"', '|', '&x', '*x') },
);
const target = fc.oneof(
  word.map((each) => [`- ${each}`]),
  fc.tuple(word, word).map(([name, uri]) => [`- name: ${name}`, `  uri: ${uri}`]),
  fc
    .tuple(word, word)
    .map(([name, value]) => [`- name: ${name}`, '  vars:', `    k: ${value}`, '    k: again', '  # end']),
);
const group = fc
  .tuple(fc.array(target, { maxLength: 4 }), word)
  .map(([targets, name]) => [
    `- name: ${name}`,
    '  targets:',
    ...targets.flat().map((line) => `    ${line}`),
    '',
    '  config:',
    '    ssh: {user: x}',
  ]);
const inventory = fc
  .tuple(fc.array(group, { maxLength: 3 }), fc.array(target, { maxLength: 5 }), fc.boolean())
  .map(([groups, targets, isDeep]) =>
    [
      'groups:',
      ...groups.flat().map((line) => `  ${line}`),
      'targets:',
      ...targets.flat().map((line) => (isDeep ? `  ${line}` : line)),
    ]
      .join('\n')
      .concat('\n'),
  );
const written = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('x', 'y', '1', ' ', 'key: v\n', '\n  - new', '\n      ', ' # c', ', ') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\n',
      '- ',
      ': ',
      '#',
      '"',
      "'",
      '[',
      '}',
      '|\n',
      '\t',
      '&a ',
      '*a',
      '---\n',
      '? ',
      '!t ',
    ),
  },
);
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  gone: fc.nat(3),
  text: fc.array(written, { maxLength: 3 }),
});

/** Where faults stand is what counts, not the order in which they were found. */
function told({ root, faults }: YamlTree): string {
  const sorted = [...faults].sort((a, b) => a.start - b.start || a.end - b.end);
  return JSON.stringify({ root, faults: sorted });
}

test('a tree that was edited is the tree of the edited text', () => {
  let edited = 0;
  fc.assert(
    fc.property(inventory, fc.array(edit, { minLength: 1, maxLength: 4 }), (text, edits) => {
      let before = text;
      let tree = readYamlTree(before);
      for (const { at, gone, text: pieces } of edits) {
        const start = Math.floor(at * before.length);
        const after = before.slice(0, start) + pieces.join('') + before.slice(start + gone);
        const fresh = readYamlTree(after);
        const found = editYamlTree(tree, before, after);
        if (found !== undefined) {
          edited += 1;
          assert.equal(told(found), told(fresh), `${JSON.stringify(before)}\n${JSON.stringify(after)}`);
        }
        [before, tree] = [after, found ?? fresh];
      }
    }),
    { numRuns: 1500, seed: 20 },
  );
  // A way that is never taken proves nothing.
  assert.ok(edited > 300, String(edited));
});

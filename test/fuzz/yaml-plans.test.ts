import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { convertPlan, puppetViewOf, readYamlPlan, stringsIn } from '../../orchestrator-core/plans/index.ts';
import { mapYamlScalar, readYamlTree, type YamlNode } from '../../orchestrator-core/project/index.ts';
import { withScraps, yamlScraps } from '../support/mutations.ts';

const seed = 20_261_121;

const plan = `description: "A plan"
parameters:
  targets: {type: TargetSpec, default: 'l1', description: where}
  who:
    type: Optional[String[1, 10]]
steps:
  - name: c
    command: "echo \\"\${who}\\" \\u00e9 \\
      and more"
    targets: $targets
  - name: e
    eval: |
      $x = $c.first['stdout']

      $x.each |$y| { notice("\${y}") }
  - resources:
    - package: nginx
      parameters: {ensure: $e}
    targets: $targets
return: {a: $e, b: ['$who', >
   folded]}
`;

/** Reads a text in every way; throws where an answer is out of the text. */
function read(text: string): void {
  const { plan: found, problems } = readYamlPlan(text, 'm::p');
  const within = (span: { readonly start: number; readonly end: number }) =>
    assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, JSON.stringify(span));
  for (const problem of problems) within(problem);
  for (const string of found.steps.flatMap((step) => step.entries.flatMap((entry) => stringsIn(entry.value)))) {
    within(string.inner);
    const { map } = string;
    assert.equal(map.offsets.length, map.value.length + 1);
    for (let at = 0; at < map.value.length; at += 1) within(map.toDocument({ start: at, end: at + 1 }));
    const sorted = [...map.offsets].sort((a, b) => a - b);
    assert.deepEqual(map.offsets, sorted);
  }
  convertPlan(found);
  const view = puppetViewOf(found, 'kept');
  for (let at = 0; at <= view.text.length; at += 7) {
    const span = view.nearest({ start: at, end: Math.min(at + 5, view.text.length) });
    if (span !== undefined) within(span);
  }
}

test('a YAML plan cut anywhere is read, and every place is in it', () => {
  for (let end = 0; end <= plan.length; end += 1) read(plan.slice(0, end));
  for (let start = 0; start <= plan.length; start += 3) read(plan.slice(start));
});

test('a YAML plan with anything in it is read', () => {
  fc.assert(fc.property(withScraps(plan, yamlScraps), read), { seed, numRuns: 600 });
});

test('a scalar is mapped to the letters it was written with', () => {
  const scalars = (node: YamlNode | undefined): readonly (YamlNode & { readonly kind: 'scalar' })[] => {
    if (node?.kind === 'scalar') return [node];
    if (node?.kind === 'list') return node.items.flatMap(scalars);
    return node?.kind === 'map' ? node.entries.flatMap((entry) => [entry.key, ...scalars(entry.value)]) : [];
  };
  const bit = fc.constantFrom(
    'a',
    '$x',
    ' ',
    '\n  ',
    '\n\n  ',
    '\t',
    '\\n',
    '\\u00e9',
    "''",
    '\\"',
    'é',
    '😀',
    '\\\n   ',
  );
  const property = fc.property(
    fc.array(bit, { maxLength: 12 }),
    fc.constantFrom('"', "'", '', '|\n  '),
    (bits, quote) => {
      const text = `k: ${quote}${bits.join('')}${quote.startsWith('|') ? '\n' : quote}\nz: 1\n`;
      const { root, faults } = readYamlTree(text);
      fc.pre(faults.length === 0);
      const value = scalars(root)[1];
      fc.pre(value !== undefined && typeof value.value === 'string');
      const map = mapYamlScalar(text, value);
      // The whole as one place would be all the same offset: that is for what the map does not know.
      for (let at = 0; at < map.value.length; at += 1) {
        const unit = map.value.charAt(at);
        const written = text.charAt(map.offsets[at] ?? 0);
        const isSame = unit === written || /[\\\s]/.test(written) || written === "'" || /[\ud800-\udfff]/.test(unit);
        assert.ok(
          isSame,
          `${JSON.stringify(text)} at ${at}: ${JSON.stringify(unit)} is not ${JSON.stringify(written)}`,
        );
      }
    },
  );
  fc.assert(property, { seed, numRuns: 2000 });
});

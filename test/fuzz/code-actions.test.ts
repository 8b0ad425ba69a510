import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkSource } from '../../orchestrator-core/language/index.ts';
import { documentActions } from '../../server/puppet/actions/actions.ts';
import { withChanges } from '../../server/puppet/actions/test-actions.ts';
import { type PuppetDocument, readPuppet } from '../../server/puppet/document.ts';
import { recordedSources } from '../support/puppet-sources.ts';

const grammars = new URL('../grammars/fixtures/', import.meta.url);

/** Sources with the path that says how they are read. */
const sources: readonly (readonly [path: string, text: string])[] = [
  ...recordedSources.map(({ source, tasks }): [string, string] => [
    tasks ? '/m/plans/x.pp' : '/m/manifests/x.pp',
    source,
  ]),
  ...readdirSync(grammars)
    .filter((name) => /\.e?pp$/.test(name))
    .map((name): [string, string] => [
      name === 'plan.pp' ? '/m/plans/x.pp' : `/m/manifests/${name}`,
      readFileSync(new URL(name, grammars), 'utf8'),
    ]),
];

/** How much is wrong with a source. */
function faultsOf({ parsed, dialect }: PuppetDocument): number {
  return parsed.faults.length + checkSource(parsed, { scripting: dialect === 'plan' }).length;
}

/** Actions that write the same values in another way. */
const sameValues = ['Use double quotes', 'Use single quotes', 'Put the word in quotes', 'Remove the quotes'];

/** A tree without places, in which a bare word is the string that it stands for. */
function valuesOf(document: PuppetDocument): string {
  return JSON.stringify(document.parsed.program, (key, value: unknown) => {
    if (key === 'start' || key === 'end') return undefined;
    return value === 'name' && key === 'kind' ? 'string' : value;
  });
}

test('no action that is offered anywhere breaks a source', () => {
  const titles = new Set<string>();
  for (const [path, text] of sources) {
    const document = readPuppet({ path, text, version: '1' });
    const before = faultsOf(document);
    const tried = new Set<string>();
    for (const { start, end } of document.nodes()) {
      for (const span of [
        { start, end: start },
        { start, end },
      ]) {
        for (const { fix } of documentActions(document, span)) {
          const [file] = fix.files;
          assert.ok(file !== undefined);
          const key = JSON.stringify([fix.title, file.changes]);
          if (tried.has(key)) continue;
          tried.add(key);
          titles.add(fix.title.replace(/\$.*? instead/, '$x instead'));
          const after = withChanges(text, file.changes);
          assert.notEqual(after, text, `${fix.title} changes something`);
          const changed = readPuppet({ path, text: after, version: '2' });
          if (sameValues.includes(fix.title)) assert.equal(valuesOf(changed), valuesOf(document), fix.title);
          const faults = faultsOf(changed);
          assert.ok(faults <= before, `${fix.title} at ${span.start}–${span.end} of\n${text}\nmakes\n${after}`);
        }
      }
    }
  }
  assert.ok(titles.size >= 6, [...titles].join());
});

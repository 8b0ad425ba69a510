import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { testProject } from '../../server/documents/test-project.ts';
import type { Span } from '../../server/documents/words.ts';
import { codeActions } from '../../server/features/code-actions.ts';
import { completion } from '../../server/features/completion.ts';
import { definition } from '../../server/features/definition.ts';
import { documentLinks } from '../../server/features/document-links.ts';
import { documentSymbols } from '../../server/features/document-symbols.ts';
import { folding } from '../../server/features/folding.ts';
import { hover } from '../../server/features/hover.ts';
import { references } from '../../server/features/references.ts';
import { type Prepared, prepareRename, rename } from '../../server/features/rename.ts';
import { semanticTokens } from '../../server/features/semantic-tokens.ts';

const fixtures = new URL('../fixtures/server/', import.meta.url);
const companions = {
  'bolt-project.yaml': 'name: p\n',
  'tasks/t.json': '{"parameters": {"path": {"type": "String"}}, "implementations": [{"name": "t.sh"}]}',
  'tasks/t.sh': 'echo $PT_path',
};

/** Asks everything that the server can be asked about a text, at an offset of it. A span must lie in the text. */
async function askAll(name: string, text: string, offset: number): Promise<void> {
  const path = `/p/${name}`;
  // Marks of the test helper are no part of these texts.
  const { workspace } = testProject({ ...companions, [name]: text.replaceAll(/[«»]|\$0/g, '') });
  const length = (await workspace.files.readText(path))?.length ?? 0;
  const at = Math.min(offset, length);
  const spans = [
    ...(await codeActions(workspace, path, { start: 0, end: length })).flatMap((action) => action.problem ?? []),
    ...(await completion(workspace, path, at)).map((item) => item.span),
    ...(await semanticTokens(workspace, path)),
    ...(await documentLinks(workspace, path)),
    ...(await documentSymbols(workspace, path)).map((symbol) => symbol.span),
    ...(await references(workspace, path, at, true)).filter((place) => place.path === path).map((place) => place.span),
    (await hover(workspace, path, at))?.span ?? { start: 0, end: 0 },
    preparedSpan(await prepareRename(workspace, path, at)),
  ];
  await definition(workspace, path, at);
  await rename(workspace, path, at, 'other');
  await folding(workspace, path);
  for (const { start, end } of spans) {
    if (!(start >= 0 && start <= end && end <= length))
      throw new Error(`${start}–${end} is not in ${JSON.stringify(text)}`);
  }
}

function preparedSpan(prepared: Prepared): Span {
  return prepared !== undefined && 'span' in prepared ? prepared.span : { start: 0, end: 0 };
}

for (const name of readdirSync(fixtures).sort()) {
  test(`${name}, cut anywhere, does no harm`, async () => {
    const text = readFileSync(new URL(name, fixtures), 'utf8');
    const path = name === 'bolt-project.yaml' ? name : `tasks/t${extname(name)}`;
    for (let length = 0; length <= text.length; length += 1) await askAll(path, text.slice(0, length), length);
  });
}

test('anything at all does no harm', async () => {
  const paths = ['tasks/t.json', 'bolt-project.yaml', 'tasks/t.sh', 'tasks/t.py', 'tasks/t.rb', 'tasks/t.ps1'];
  const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.json({ maxDepth: 4 }));
  await fc.assert(fc.asyncProperty(fc.constantFrom(...paths), texts, fc.nat(60), askAll), { seed: 7, numRuns: 300 });
});

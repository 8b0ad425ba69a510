// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DocumentSymbol } from '../../server/documents/answers.ts';
import { testProject } from '../../server/documents/test-project.ts';
import { codeActions } from '../../server/features/code-actions.ts';
import { completion } from '../../server/features/completion.ts';
import { definition } from '../../server/features/definition.ts';
import { diagnostics } from '../../server/features/diagnostics.ts';
import { documentHighlight } from '../../server/features/document-highlight.ts';
import { documentLinks } from '../../server/features/document-links.ts';
import { documentSymbols } from '../../server/features/document-symbols.ts';
import { folding } from '../../server/features/folding.ts';
import { hover } from '../../server/features/hover.ts';
import { references } from '../../server/features/references.ts';
import { rename } from '../../server/features/rename.ts';
import { selectionRanges } from '../../server/features/selection-ranges.ts';
import { semanticTokens } from '../../server/features/semantic-tokens.ts';
import { signatureHelp } from '../../server/features/signature-help.ts';
import { withScraps, yamlScraps } from '../support/mutations.ts';

const seed = 20_261_121;

const documents: Readonly<Record<string, string>> = {
  '/p/plans/x.yaml': `parameters:
  targets: {type: TargetSpec, default: 'l1'}
steps:
  - name: c
    command: "echo \\"\${targets}\\" \\u00e9"
    targets: $targets
  - task: p::t
    parameters: {a: $c}
    targets: all
  - name: e
    eval: |
      $x = $c.first
      $x.each |$y| { notice("\${y}") }
  - resources: [{package: nginx, parameters: {ensure: $e}}]
    targets: $targets
return: {a: $e}
`,
  '/p/inventory.yaml': `version: 2
config: {transport: ssh, ssh: {user: root, port: 22}}
groups:
  - name: web
    targets:
      - w1
      - {name: w2, uri: ssh://w2.x, alias: [two]}
    config:
      winrm: {ssl: false, password: {_plugin: env_var, var: PW}}
    groups: [{name: inner, targets: [two]}]
`,
  '/p/hiera.yaml': `version: 5
defaults: {datadir: data, data_hash: yaml_data}
hierarchy:
  - name: "Per node"
    path: "nodes/%{trusted.certname}.yaml"
  - name: Common
    paths: [common.yaml, 'os/%{facts.os.family}.yaml']
    options: {a: 1}
`,
};

const { workspace } = testProject({
  'bolt-project.yaml': 'name: p\n',
  'tasks/t.json': '{"parameters": {"a": {"type": "String"}}}',
  'tasks/t.sh': 'echo',
  'data/common.yaml': '',
  ...Object.fromEntries(Object.entries(documents).map(([path, text]) => [path.slice(3), text])),
});
let version = 0;

/** Asks everything about a text, with one place in it; throws where an answer lies out of the text. */
async function ask(path: string, text: string, offset: number): Promise<void> {
  version += 1;
  workspace.files.show(path, version, () => text);
  const within = (span: { readonly start: number; readonly end: number }) =>
    assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, JSON.stringify([path, text, span]));
  const inSymbols = (symbols: readonly DocumentSymbol[]): void => {
    for (const { span, nameSpan, children, name } of symbols) {
      within(span);
      assert.ok(span.start <= nameSpan.start && nameSpan.end <= span.end, JSON.stringify([text, span, nameSpan]));
      assert.ok(name.trim() !== '', 'editors refuse symbols without a name');
      inSymbols(children);
    }
  };
  for (const problem of await diagnostics(workspace, path)) within(problem);
  for (const item of await completion(workspace, path, offset)) within(item.span);
  const hovered = await hover(workspace, path, offset);
  if (hovered !== undefined) within(hovered.span);
  for (const place of (await definition(workspace, path, offset)).places) if (place.path === path) within(place.span);
  for (const place of await references(workspace, path, offset, true)) if (place.path === path) within(place.span);
  for (const each of await documentHighlight(workspace, path, offset)) within(each);
  for (const each of await semanticTokens(workspace, path)) within(each);
  for (const each of await documentLinks(workspace, path)) within(each);
  for (const chain of await selectionRanges(workspace, path, [offset])) chain.forEach(within);
  inSymbols(await documentSymbols(workspace, path));
  await folding(workspace, path);
  await signatureHelp(workspace, path, offset);
  await rename(workspace, path, offset, 'fresh');
  for (const { fix } of await codeActions(workspace, path, { start: offset, end: offset })) {
    for (const file of fix.files) if (file.path === path) file.changes.forEach(within);
  }
}

for (const [path, text] of Object.entries(documents)) {
  test(`${path} cut anywhere has its answers`, { timeout: 120_000 }, async () => {
    for (let end = 0; end <= text.length; end += 3) await ask(path, text.slice(0, end), end);
  });

  test(`${path} with anything in it has its answers`, { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(withScraps(text, yamlScraps), fc.nat(), (changed, place) =>
      ask(path, changed, place % (changed.length + 1)),
    );
    await fc.assert(property, { seed, numRuns: 150 });
  });
}

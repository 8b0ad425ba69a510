import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testProject } from '../../server/documents/test-project.ts';
import type { Workspace } from '../../server/documents/workspace.ts';
import { completion } from '../../server/features/completion.ts';
import { hover } from '../../server/features/hover.ts';
import { inlayHints } from '../../server/features/inlay-hints.ts';
import { signatureHelp } from '../../server/features/signature-help.ts';
import { recordedSources } from '../support/puppet-sources.ts';

const mostCuts = 20;
const paths = ['/p/plans/x.pp', '/p/manifests/x.pp', '/p/templates/x.epp'];

/** Asks what helps to write at a place; every answer has to fit the text around it. Counts the answers. */
async function askAt(workspace: Workspace, path: string, text: string, offset: number): Promise<number> {
  const items = await completion(workspace, path, offset);
  for (const { label, span } of items) {
    const isAround = span.start <= offset && offset <= span.end && span.end <= text.length;
    // An editor refuses an edit that is not around the cursor on its line.
    if (!isAround || /\n/.test(text.slice(span.start, span.end))) throw new Error(`${label} ${JSON.stringify(span)}`);
  }
  const hovered = await hover(workspace, path, offset);
  if (hovered !== undefined && (hovered.span.end > text.length || hovered.markdown === '')) throw new Error('hover');
  const help = await signatureHelp(workspace, path, offset);
  if (help !== undefined && help.signatures[help.activeSignature] === undefined) throw new Error('signature');
  for (const { label, parameters } of help?.signatures ?? []) {
    for (const { label: span } of parameters) if (span.end > label.length) throw new Error('parameter');
  }
  const hints = await inlayHints(workspace, path, { start: 0, end: offset }, { parameterNames: true, types: true });
  for (const hint of hints) if (hint.offset > offset) throw new Error('hint');
  return items.length + hints.length + (hovered === undefined ? 0 : 1) + (help === undefined ? 0 : 1);
}

for (const path of paths) {
  test(`help with writing is given wherever a text breaks off in ${path}`, async () => {
    const { workspace } = testProject({ 'bolt-project.yaml': 'name: p\n', [path.slice('/p/'.length)]: '' });
    await workspace.world(path);
    await workspace.index.settled();
    let version = 0;
    let answers = 0;
    for (const { id, source } of recordedSources) {
      const step = Math.max(1, Math.ceil(source.length / mostCuts));
      for (let length = 0; length <= source.length; length += step) {
        // Half of the time what follows is there already.
        const text = version % 2 === 0 ? source.slice(0, length) : source;
        version += 1;
        workspace.files.show(path, version, () => text);
        answers += await askAt(workspace, path, text, length).catch((cause: unknown) => {
          throw new Error(`${id}: ${JSON.stringify(text)} at ${length}`, { cause });
        });
      }
    }
    assert.ok(answers > 5000, `${answers} answers`);
  });
}

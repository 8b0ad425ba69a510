import assert from 'node:assert/strict';
import { testProject } from '../../documents/test-project.ts';
import type { Change, CodeAction } from '../../documents/words.ts';
import { codeActions } from '../../features/code-actions.ts';

/** Files by their path; in one of them `¦` is the cursor, or two of them are around what is selected. */
export type MarkedFiles = Readonly<Record<string, string>>;

/** Every action that is offered at the mark of one of the files. */
export async function actionsAt(files: MarkedFiles): Promise<{
  readonly actions: readonly CodeAction[];
  text(path: string): string;
}> {
  const marked = Object.entries(files).find(([, text]) => text.includes('¦'));
  assert.ok(marked !== undefined, 'one file has a mark');
  const [path, written] = marked;
  const start = written.indexOf('¦');
  const second = written.indexOf('¦', start + 1);
  const { workspace, text } = testProject({ ...files, [path]: written.replaceAll('¦', '') });
  await workspace.world(`/p/${path}`);
  await workspace.index.settled();
  const span = { start, end: second < 0 ? start : second - 1 };
  return { actions: await codeActions(workspace, `/p/${path}`, span), text };
}

/** The text with the changes made, which must not overlap. */
export function withChanges(text: string, changes: readonly Change[]): string {
  const sorted = [...changes].sort((a, b) => b.start - a.start);
  let changed = text;
  let before = text.length + 1;
  for (const change of sorted) {
    assert.ok(change.start <= change.end && change.end <= before, 'changes do not overlap');
    before = change.start;
    changed = changed.slice(0, change.start) + change.text + changed.slice(change.end);
  }
  return changed;
}

/** What the files are after the action of that title: changed, made, moved (`old → new`) and deleted (`old → `) ones. */
export async function afterAction(files: MarkedFiles, title: string): Promise<Readonly<Record<string, string>>> {
  const { actions, text } = await actionsAt(files);
  const action = actions.find(({ fix }) => fix.title === title);
  assert.ok(action !== undefined, `'${title}' is among: ${actions.map(({ fix }) => fix.title).join('; ')}`);
  return Object.fromEntries(
    action.fix.files.map((file) => {
      const name = file.path.replace('/p/', '');
      const content = file.create ?? withChanges(text(file.path), file.changes);
      if (file.isDeleted === true) return [`${name} → `, ''];
      return [file.moveTo === undefined ? name : `${name} → ${file.moveTo.replace('/p/', '')}`, content];
    }),
  );
}

import type { Fix } from '../../documents/words.ts';
import { addParameters } from '../../task-metadata/edit.ts';
import { callSitesOf } from '../call-site.ts';
import { foreign } from '../rename/renaming.ts';
import type { FixContext } from './fixes.ts';

/** Declares a parameter that a task is given in the metadata of the task. */
export async function declarationFixes({ workspace, document, finding }: FixContext): Promise<readonly Fix[]> {
  const { name } = finding;
  if (finding.code !== 'unknown-parameter' || name === undefined || !/^[a-z][a-z0-9_]*$/.test(name)) return [];
  const { text, path } = document.source;
  const site = document
    .nodes()
    .flatMap((node) => callSitesOf(node, text))
    .find(({ named }) =>
      named.some(({ nameSpan }) => nameSpan.start === finding.start || nameSpan.end === finding.end),
    );
  if (site?.kind !== 'task') return [];
  const origin = (await workspace.world(path)).find('task', site.name)?.origin;
  if (origin?.kind !== 'file' || foreign(workspace, origin.path) !== undefined) return [];
  const metadata = await workspace.metadata(origin.path);
  const change = metadata === undefined ? undefined : addParameters(metadata, [name]);
  if (change === undefined) return [];
  return [
    { title: `Declare '${name}' as a parameter of '${site.name}'`, files: [{ path: origin.path, changes: [change] }] },
  ];
}

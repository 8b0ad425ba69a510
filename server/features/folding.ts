import type { Fold } from '../documents/answers.ts';
import type { Workspace } from '../documents/workspace.ts';
import { queryFolds } from '../pql/features.ts';
import { puppetFolds } from '../puppet/folds.ts';
import { metadataService } from '../task-metadata/metadata.ts';
import { yamlKindOf } from '../yaml/kinds.ts';
import { yamlFolds } from '../yaml/nodes.ts';

/** The objects, arrays, blocks, heredocs and comments that span lines. */
export async function folding(workspace: Workspace, path: string): Promise<readonly Fold[]> {
  const kind = await workspace.kindOf(path);
  if (kind === 'bolt-project' || (await yamlKindOf(workspace, path)) !== undefined) {
    const document = await workspace.yaml(path);
    return document === undefined ? [] : yamlFolds(document.root, document.source.text);
  }
  if (kind === 'pql') return queryFolds(workspace, path);
  if (kind === 'task-metadata') {
    const metadata = await workspace.metadata(path);
    return metadata === undefined
      ? []
      : metadataService.folds(metadata).map(({ startLine, endLine }) => ({ startLine, endLine }));
  }
  if (kind === 'puppet') {
    const document = await workspace.puppet(path);
    return document === undefined ? [] : puppetFolds(document);
  }
  return [];
}

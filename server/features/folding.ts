import { parseProject } from '../bolt-project/bolt-project.ts';
import type { Workspace } from '../documents/workspace.ts';
import type { ASTNode } from '../json/tree.ts';
import { puppetFolds } from '../puppet/folds.ts';
import { metadataService } from '../task-metadata/metadata.ts';
import { yamlKindOf } from '../yaml/kinds.ts';
import { yamlFolds } from '../yaml/nodes.ts';

/** Lines that can be folded into the first of them, counted from 0. */
export interface Fold {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind?: 'comment';
}

/** The objects, arrays, blocks, heredocs and comments that span lines. */
export async function folding(workspace: Workspace, path: string): Promise<readonly Fold[]> {
  if ((await yamlKindOf(workspace, path)) !== undefined) {
    const document = await workspace.yaml(path);
    return document === undefined ? [] : yamlFolds(document.root, document.source.text);
  }
  const kind = await workspace.kindOf(path);
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
  const source = kind === 'bolt-project' ? await workspace.files.source(path) : undefined;
  if (source === undefined) return [];
  const lineOf = (offset: number) => source.text.slice(0, offset).split('\n').length - 1;
  const visit = (node: ASTNode | undefined): readonly Fold[] => {
    const below = (node?.children ?? []).flatMap(visit);
    const value = node?.type === 'property' ? node.valueNode : undefined;
    if (node === undefined || (value?.type !== 'object' && value?.type !== 'array')) return below;
    const written = source.text.slice(node.offset, value.offset + value.length).trimEnd();
    const fold = { startLine: lineOf(node.offset), endLine: lineOf(node.offset + written.length) };
    return fold.endLine > fold.startLine ? [fold, ...below] : below;
  };
  return visit(parseProject(source).root);
}

import type { Declaration, DeclarationKind } from '../../orchestrator-core/language/index.ts';
import type { Place } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';

/** Something that has a name in one of the modules. */
export interface WorkspaceSymbol {
  readonly name: string;
  readonly kind: DeclarationKind;
  readonly place: Place;
}

/** More than this nobody reads; editors ask again with more letters. */
const most = 200;

/** What of the modules has a name with these letters in their order, best first. */
export async function workspaceSymbols(workspace: Workspace, query: string): Promise<readonly WorkspaceSymbol[]> {
  return (await workspace.index.search(query, most)).flatMap((declaration) => symbolOf(declaration) ?? []);
}

function symbolOf({ kind, name, origin }: Declaration): WorkspaceSymbol | undefined {
  return origin.kind === 'file' ? { kind, name, place: { path: origin.path, span: origin.name } } : undefined;
}

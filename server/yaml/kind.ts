import type {
  CodeLens,
  Completion,
  DocumentLink,
  DocumentSymbol,
  Highlight,
  Hover,
  SemanticToken,
  SignatureHelp,
} from '../documents/answers.ts';
import type { CodeAction, Place, Problem, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import type { Meaning } from '../puppet/meaning.ts';
import type { Prepared } from '../puppet/rename/rename.ts';
import type { Renaming } from '../puppet/rename/renaming.ts';

/** What is known about one kind of YAML document, feature by feature. Whatever is missing is not known. */
export interface YamlKind {
  problems(workspace: Workspace, path: string): Promise<readonly Problem[]>;
  complete(workspace: Workspace, path: string, offset: number): Promise<readonly Completion[]>;
  hover(workspace: Workspace, path: string, offset: number): Promise<Hover | undefined>;
  symbols(workspace: Workspace, path: string): Promise<readonly DocumentSymbol[]>;
  /** Files that the document names, whether they exist or not. */
  links?(
    workspace: Workspace,
    path: string,
  ): Promise<readonly (Pick<DocumentLink, 'target'> & { readonly span: Span })[]>;
  definition?(workspace: Workspace, path: string, offset: number): Promise<readonly Place[]>;
  references?(workspace: Workspace, path: string, offset: number, withDeclaration: boolean): Promise<readonly Place[]>;
  /** What a name stands for that other files know, too. */
  meaning?(workspace: Workspace, path: string, offset: number): Promise<Meaning | undefined>;
  /** What would be renamed of that which only this document knows, or why it cannot be. */
  nameAt?(workspace: Workspace, path: string, offset: number): Promise<Prepared>;
  /** Renames what only this document knows, or says why it cannot be; undefined for what others know. */
  rename?(workspace: Workspace, path: string, offset: number, to: string): Promise<Renaming | undefined>;
  highlight?(workspace: Workspace, path: string, offset: number): Promise<readonly Highlight[]>;
  signatures?(workspace: Workspace, path: string, offset: number): Promise<SignatureHelp | undefined>;
  tokens?(workspace: Workspace, path: string): Promise<readonly SemanticToken[]>;
  /** What can be run from its lines. */
  lenses?(workspace: Workspace, path: string): Promise<readonly CodeLens[]>;
  /** What can be done at a place beside the fixes of problems. */
  actions?(workspace: Workspace, path: string, span: Span): Promise<readonly CodeAction[]>;
}

import type { Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { codeOf } from '../puppet/code.ts';
import { puppetSignatures } from '../puppet/signatures.ts';
import { yamlKindOf } from '../yaml/kinds.ts';

/** One way to write a call. */
export interface SignatureInformation {
  readonly label: string;
  /** Markdown. */
  readonly documentation?: string;
  /** Where each parameter stands in the label. */
  readonly parameters: readonly { readonly label: Span; readonly documentation?: string }[];
  /** The parameter that is being written; beyond the last where none is. */
  readonly activeParameter: number;
}

/** How the call around a place is written. */
export interface SignatureHelp {
  readonly signatures: readonly SignatureInformation[];
  /** Which of them is meant, as far as the arguments say. */
  readonly activeSignature: number;
}

/** The signatures of the call around a place; undefined where there is none. */
export async function signatureHelp(
  workspace: Workspace,
  path: string,
  offset: number,
): Promise<SignatureHelp | undefined> {
  const yaml = await yamlKindOf(workspace, path);
  if (yaml !== undefined) return yaml.signatures?.(workspace, path, offset);
  if ((await workspace.kindOf(path)) !== 'puppet') return undefined;
  const code = await codeOf(workspace, path);
  return code === undefined ? undefined : puppetSignatures(code, offset);
}

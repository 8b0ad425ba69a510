import type { SignatureHelp } from '../documents/answers.ts';
import type { Workspace } from '../documents/workspace.ts';
import { codeOf } from '../puppet/code.ts';
import { puppetSignatures } from '../puppet/signatures.ts';
import { yamlKindOf } from '../yaml/kinds.ts';

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

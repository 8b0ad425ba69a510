import type { Workspace } from '../documents/workspace.ts';
import type { YamlDocument } from './document.ts';

/** What is answered about a YAML document; `empty` about one that cannot be read. */
export async function inYaml<R>(
  workspace: Workspace,
  path: string,
  empty: R,
  answer: (document: YamlDocument) => R | Promise<R>,
): Promise<R> {
  const document = await workspace.yaml(path);
  return document === undefined ? empty : answer(document);
}

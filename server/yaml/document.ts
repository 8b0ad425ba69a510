import { editYamlTree, readYamlTree, type YamlTree } from '../../orchestrator-core/project/index.ts';
import type { Source } from '../documents/overlay.ts';

/** One version of a YAML document, with the place of everything in it. */
export interface YamlDocument extends YamlTree {
  readonly source: Source;
}

/** Reads a YAML document; never fails. Of an earlier version of it only what was changed since is read. */
export function readYamlDocument(source: Source, before?: YamlDocument): YamlDocument {
  const edited = before && editYamlTree(before, before.source.text, source.text);
  return { source, ...(edited ?? readYamlTree(source.text)) };
}

import { readYamlTree, type YamlTree } from '../../orchestrator-core/project/index.ts';
import type { Source } from '../documents/overlay.ts';

/** One version of a YAML document, with the place of everything in it. */
export interface YamlDocument extends YamlTree {
  readonly source: Source;
}

/** Reads a YAML document; never fails. */
export function readYamlDocument(source: Source): YamlDocument {
  return { source, ...readYamlTree(source.text) };
}

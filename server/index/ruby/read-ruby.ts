import type { Parsers } from '../../task-script/parsers.ts';
import type { UnitKind } from '../module-files.ts';
import type { RubyReader } from '../read-unit.ts';
import { readDataTypes } from './data-types.ts';
import { readFunctions } from './functions.ts';
import { readLegacyFunctions } from './legacy-functions.ts';
import { type RubySource, rubySource } from './nodes.ts';
import { readResourceTypes } from './resource-types.ts';

type Read = (source: RubySource, path: string) => ReturnType<typeof readFunctions>;

const readers: Readonly<Partial<Record<UnitKind, Read>>> = {
  'ruby-function': readFunctions,
  'ruby-legacy-function': readLegacyFunctions,
  'ruby-resource-type': readResourceTypes,
  'ruby-data-type': readDataTypes,
};

/** Reads what Ruby source declares without running it. The grammar is loaded with the first file that needs it. */
export function createRubyReader(parsers: Parsers): RubyReader {
  return async (kind, text, path) => {
    const read = readers[kind];
    if (read === undefined) return [];
    const tree = (await parsers('ruby')).parse(text);
    if (tree === null) return [];
    try {
      return read(rubySource(tree.rootNode, text), path);
    } finally {
      // The tree lives in WebAssembly's memory, which no garbage collector sees.
      tree.delete();
    }
  };
}

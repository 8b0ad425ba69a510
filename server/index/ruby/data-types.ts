import type { Declaration } from '../../../orchestrator-core/language/index.ts';
import { readDocumentation } from '../../../orchestrator-core/language/index.ts';
import { argumentsOf, callsOf, commentAbove, nameSpan, type RubySource, textOf } from './nodes.ts';

/** The data types that `Puppet::DataTypes.create_type` makes in a source. */
export function readDataTypes(source: RubySource, path: string): readonly Declaration[] {
  return callsOf(source.root, 'create_type').flatMap((call): readonly Declaration[] => {
    const [nameNode] = argumentsOf(call);
    const name = textOf(source, nameNode);
    if (name === undefined || nameNode === undefined) return [];
    const comment = commentAbove(source, call);
    return [
      {
        kind: 'type',
        name,
        signatures: [],
        ...(comment === undefined ? {} : { documentation: readDocumentation(comment).documentation }),
        origin: { kind: 'file', path, name: nameSpan(nameNode) },
      },
    ];
  });
}

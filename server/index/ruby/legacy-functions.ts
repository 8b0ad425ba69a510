import type { Node } from 'web-tree-sitter';
import {
  type Declaration,
  type ParameterDeclaration,
  readDocumentation,
  type Signature,
} from '../../../orchestrator-core/language/index.ts';
import { argumentsOf, callsOf, commentAbove, nameSpan, option, type RubySource, textOf } from './nodes.ts';

/** The functions that `newfunction` makes in a source; callers see them as Puppet's `Function3x` shows them. */
export function readLegacyFunctions(source: RubySource, path: string): readonly Declaration[] {
  return callsOf(source.root, 'newfunction').flatMap((call): readonly Declaration[] => {
    const [nameNode, ...options] = argumentsOf(call);
    const name = textOf(source, nameNode)?.toLowerCase();
    if (name === undefined || nameNode === undefined) return [];
    const entries = options.flatMap((each) => (each.type === 'hash' ? each.namedChildren : [each]));
    const pairs = entries.filter((each) => each !== null);
    const comment = textOf(source, option(source, pairs, 'doc')) ?? commentAbove(source, call);
    return [
      {
        kind: 'function',
        name,
        signatures: signatures(option(source, pairs, 'arity')),
        ...(comment === undefined ? {} : { documentation: readDocumentation(comment).documentation }),
        origin: { kind: 'file', path, name: nameSpan(nameNode) },
      },
    ];
  });
}

/** Ruby's arity: that many arguments, or of `-n` at least `n - 1`. Without one it takes any number. */
function signatures(arity: Node | undefined): readonly Signature[] {
  const text = arity?.text.replace(/[\s_]/g, '') ?? '-1';
  if (!/^-?\d+$/.test(text)) return [];
  const count = Number(text);
  const required = count < 0 ? -count - 1 : count;
  const parameters = Array.from({ length: required }, (_, index): ParameterDeclaration => {
    return { name: `arg${index + 1}`, isOptional: false };
  });
  const rest: ParameterDeclaration = { name: 'args', isOptional: true, captures: true };
  return [{ parameters: count < 0 ? [...parameters, rest] : parameters }];
}

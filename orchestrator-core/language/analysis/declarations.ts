import { documentationAt, type ParameterDocumentation } from '../strings/documentation.ts';
import type { Definition, Parameter, Span, SyntaxNode, TypeAlias } from '../syntax/ast.ts';
import { children } from '../syntax/children.ts';
import type { Parsed } from '../syntax/parser.ts';
import { typeDefinitions } from '../types/type-definitions.ts';
import type { Declaration, ParameterDeclaration } from './declaration.ts';
import { variablesOf } from './variables/variables-of.ts';

/**
 * What a manifest, a plan, a function or a type alias declares, in the order of the text. A class in a class has the
 * name of the outer one before its own, as Puppet has it. Never throws; what has no name is left out.
 */
export function declarationsOf(parsed: Parsed, path: string): readonly Declaration[] {
  const found: Declaration[] = [];
  collect({ parsed, path, found }, parsed.program, '');
  return found;
}

interface Collection {
  readonly parsed: Parsed;
  readonly path: string;
  readonly found: Declaration[];
}

function collect(into: Collection, node: SyntaxNode, space: string): void {
  switch (node.kind) {
    case 'class':
    case 'define':
    case 'plan':
    case 'function': {
      const { name } = node;
      const declared = node.kind === 'class' || node.kind === 'define' ? join(space, name) : name.replace(/^::/, '');
      if (name !== '') into.found.push(definition(into, node, declared.toLowerCase()));
      if (node.kind === 'class') collect(into, node.body, declared);
      return;
    }
    case 'type-alias': {
      into.found.push(...typeAlias(into, node));
      return;
    }
    // Puppet takes definitions at the top of a file and in classes; a file that is being written may have more around them.
    case 'block':
    case 'node':
    case 'if':
    case 'unless':
      for (const child of children(node)) collect(into, child, space);
      return;
    default:
      return;
  }
}

function join(space: string, name: string): string {
  return space === '' || name.startsWith('::') ? name.replace(/^::/, '') : `${space}::${name}`;
}

function definition({ parsed, path }: Collection, node: Definition, name: string): Declaration {
  const { source } = parsed;
  const said = documentationAt(parsed, node.start);
  return {
    kind: node.kind,
    name,
    signatures: [
      {
        parameters: node.parameters
          .filter((each) => each.name !== '')
          .map((each) => parameterOf(each, source, said?.parameters.get(each.name))),
        ...(node.returns === undefined ? {} : { returns: textOf(node.returns, source) }),
      },
    ],
    ...(said === undefined ? {} : { documentation: said.documentation }),
    ...(node.kind === 'class' ? { variables: variablesIn(parsed, node) } : {}),
    ...(node.parent === undefined ? {} : { inherits: node.parent.replace(/^::/, '') }),
    origin: { kind: 'file', path, name: { start: node.nameSpan.start, end: node.nameSpan.end } },
  };
}

function variablesIn(parsed: Parsed, node: Definition): readonly string[] {
  const scope = variablesOf(parsed).scopes.find((each) => each.node === node);
  const variables = [...(scope?.variables.values() ?? [])];
  return variables.filter(({ kind }) => kind === 'variable').map(({ name }) => name);
}

function parameterOf(node: Parameter, source: string, said: ParameterDocumentation | undefined): ParameterDeclaration {
  const type = node.type === undefined ? undefined : textOf(node.type, source);
  const { start, end } = node.nameSpan;
  return {
    name: node.name,
    isOptional: node.value !== undefined || node.captures,
    span: { start: source.startsWith('$', start) ? start + 1 : start, end },
    ...(type === undefined ? {} : { type }),
    ...(node.captures ? { captures: true } : {}),
    ...(node.value === undefined ? {} : { default: textOf(node.value, source) }),
    ...(type !== undefined && isSensitive.test(type) ? { isSensitive: true } : {}),
    ...(said?.description === undefined ? {} : { description: said.description }),
    ...(said?.options === undefined ? {} : { options: said.options, takesOtherKeys: true }),
  };
}

const isSensitive = /^(?:Optional\s*\[\s*)?Sensitive\b/;

function typeAlias({ parsed, path }: Collection, node: TypeAlias): readonly Declaration[] {
  return typeDefinitions(node).map(({ name, span, type, typeSet, references }, index) => {
    const said = documentationAt(parsed, index === 0 ? node.start : span.start);
    return {
      kind: 'type',
      name,
      signatures: [],
      alias: textOf(type, parsed.source),
      ...(typeSet === undefined ? {} : { typeSet }),
      ...(references === undefined ? {} : { references }),
      ...(said === undefined ? {} : { documentation: said.documentation }),
      origin: { kind: 'file', path, name: { start: span.start, end: span.end } },
    };
  });
}

function textOf({ start, end }: Span, source: string): string {
  return source.slice(start, end);
}

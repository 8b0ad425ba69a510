import type { Node } from 'web-tree-sitter';
import {
  type Declaration,
  type ParameterDeclaration,
  readDocumentation,
} from '../../../orchestrator-core/language/index.ts';
import {
  argumentsOf,
  blockOf,
  callsOf,
  commentAbove,
  methodOf,
  named,
  nameSpan,
  option,
  type RubySource,
  textOf,
} from './nodes.ts';

/** The resource types that a source makes, with `Puppet::Type.newtype` or with the Resource API. */
export function readResourceTypes(source: RubySource, path: string): readonly Declaration[] {
  return [
    ...callsOf(source.root, 'newtype').flatMap((call) => readNewType(source, call, path)),
    ...callsOf(source.root, 'register_type').flatMap((call) => readRegisteredType(source, call, path)),
  ];
}

function declaration(
  path: string,
  at: Node,
  name: string,
  parameters: readonly ParameterDeclaration[] | undefined,
  comment: string | undefined,
): readonly Declaration[] {
  return [
    {
      kind: 'resource-type',
      name: name.toLowerCase(),
      signatures: parameters === undefined ? [] : [{ parameters }],
      ...(comment === undefined ? {} : { documentation: readDocumentation(comment).documentation }),
      origin: { kind: 'file', path, name: nameSpan(at) },
    },
  ];
}

const attributeMethods: ReadonlySet<string> = new Set(['newparam', 'newproperty', 'newcheck']);

/** What else stands in a type and adds no attribute. */
const harmless: ReadonlySet<string> = new Set([
  'attr_accessor',
  'attr_reader',
  'attr_writer',
  'autobefore',
  'autonotify',
  'autorequire',
  'autosubscribe',
  'desc',
  'feature',
  'include',
  'newgenerator',
  'private',
  'require',
  'validate',
]);

function readNewType(source: RubySource, call: Node, path: string): readonly Declaration[] {
  const [nameNode] = argumentsOf(call);
  const name = textOf(source, nameNode);
  if (name === undefined || nameNode === undefined) return [];
  const body = blockOf(call) ?? [];
  let comment = commentAbove(source, call);
  for (const statement of body) {
    if (statement.type === 'assignment' && statement.childForFieldName('left')?.text === '@doc') {
      comment = textOf(source, statement.childForFieldName('right')) ?? comment;
    } else if (methodOf(statement) === 'desc') comment = textOf(source, argumentsOf(statement)[0]) ?? comment;
  }
  return declaration(path, nameNode, name, attributesOf(source, body), comment);
}

/** Undefined where attributes may be made in ways that only Ruby knows. */
function attributesOf(source: RubySource, body: readonly Node[]): readonly ParameterDeclaration[] | undefined {
  const found: ParameterDeclaration[] = [];
  for (const statement of body) {
    const isCall = statement.type === 'call' || statement.type === 'identifier';
    const method = isCall ? methodOf(statement) : '';
    if (attributeMethods.has(method)) {
      const name = textOf(source, argumentsOf(statement)[0]);
      if (name === undefined) return undefined;
      found.push(attribute(name, descriptionIn(source, blockOf(statement) ?? []), statement));
    } else if (method === 'ensurable') {
      found.push({ name: 'ensure', isOptional: true, description: 'Whether it should be there.' });
    } else if (isCall && !harmless.has(method)) return undefined;
    else if ([...attributeMethods, 'ensurable'].some((each) => callsOf(statement, each).length > 0)) return undefined;
  }
  return found;
}

function attribute(name: string, description: string | undefined, node: Node): ParameterDeclaration {
  const [written] = argumentsOf(node);
  return {
    name,
    isOptional: true,
    ...(description === undefined ? {} : { description }),
    ...(written === undefined ? {} : { span: withinMarks(written) }),
  };
}

/** Of `:name` and `'name'` the name alone. */
function withinMarks({ type, startIndex, endIndex }: Node): { readonly start: number; readonly end: number } {
  return { start: startIndex + 1, end: type === 'simple_symbol' ? endIndex : endIndex - 1 };
}

function descriptionIn(source: RubySource, body: readonly Node[]): string | undefined {
  const said = body.find((statement) => methodOf(statement) === 'desc');
  return said && textOf(source, argumentsOf(said)[0]);
}

/** `Puppet::ResourceApi.register_type(name: 'x', attributes: { … })`: the types are Puppet's own. */
function readRegisteredType(source: RubySource, call: Node, path: string): readonly Declaration[] {
  const given = argumentsOf(call);
  const entries = given[0]?.type === 'hash' ? named(given[0]) : given;
  const nameNode = option(source, entries, 'name');
  const name = textOf(source, nameNode);
  if (name === undefined || nameNode === undefined) return [];
  const attributes = option(source, entries, 'attributes');
  const isPlain =
    attributes?.type === 'hash' && named(attributes).every(({ type }) => type === 'pair' || type === 'comment');
  const parameters = isPlain
    ? named(attributes).flatMap((pair) => (pair.type === 'pair' ? [registered(source, pair)] : []))
    : [undefined];
  const known = parameters.filter((parameter) => parameter !== undefined);
  const comment = textOf(source, option(source, entries, 'docs')) ?? textOf(source, option(source, entries, 'desc'));
  return declaration(path, nameNode, name, known.length === parameters.length ? known : undefined, comment);
}

function registered(source: RubySource, pair: Node): ParameterDeclaration | undefined {
  const name = textOf(source, pair.childForFieldName('key'));
  const value = pair.childForFieldName('value');
  if (name === undefined || value === null) return undefined;
  const type = textOf(source, option(source, named(value), 'type'));
  const description = textOf(source, option(source, named(value), 'desc'));
  return {
    name,
    isOptional: true,
    ...(type === undefined ? {} : { type }),
    ...(description === undefined ? {} : { description }),
  };
}

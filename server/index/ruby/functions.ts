import type { Node } from 'web-tree-sitter';
import {
  type Declaration,
  type DefinitionDocumentation,
  type ParameterDeclaration,
  readDocumentation,
  type Signature,
} from '../../../orchestrator-core/language/index.ts';
import {
  argumentsOf,
  blockOf,
  callsOf,
  commentAbove,
  methodOf,
  named,
  nameSpan,
  type RubySource,
  textOf,
} from './nodes.ts';

/** The functions that `Puppet::Functions.create_function` makes in a source, by Puppet's `functions.rb`. */
export function readFunctions(source: RubySource, path: string): readonly Declaration[] {
  return callsOf(source.root, 'create_function').flatMap((call): readonly Declaration[] => {
    const [nameNode, superclass] = argumentsOf(call);
    const name = textOf(source, nameNode)?.replace(/^::/, '').toLowerCase();
    if (name === undefined || nameNode === undefined) return [];
    const body = blockOf(call) ?? [];
    const comments = [call, ...body.filter((each) => methodOf(each) === 'dispatch')].flatMap(
      (node) => commentAbove(source, node) ?? [],
    );
    const said = comments.map(readDocumentation);
    const isKnown = superclass === undefined || /^(?:Puppet::Functions::)?(?:Internal)?Function$/.test(superclass.text);
    const signatures = isKnown && !call.hasError ? (signaturesOf(source, name, body) ?? []) : [];
    const documentation = joined(said);
    return [
      {
        kind: 'function',
        name,
        signatures: signatures.map((signature) => described(signature, said)),
        ...(documentation === undefined ? {} : { documentation }),
        origin: { kind: 'file', path, name: nameSpan(nameNode) },
      },
    ];
  });
}

/** Of several comments the first that has something to say. */
function joined(said: readonly DefinitionDocumentation[]): Declaration['documentation'] {
  return said.find(({ documentation: { text, summary } }) => text !== '' || summary !== undefined)?.documentation;
}

function described(signature: Signature, said: readonly DefinitionDocumentation[]): Signature {
  return {
    ...signature,
    parameters: signature.parameters.map((parameter) => {
      const found = said.find(({ parameters }) => parameters.get(parameter.name)?.description !== undefined);
      const description = found?.parameters.get(parameter.name)?.description;
      return description === undefined ? parameter : { ...parameter, description };
    }),
  };
}

/** Undefined where Ruby would have to be run to know. */
function signaturesOf(source: RubySource, name: string, body: readonly Node[]): readonly Signature[] | undefined {
  // A function with its own `call` may hand on other arguments than it is given.
  if (body.some((each) => each.type === 'method' && each.childForFieldName('name')?.text === 'call')) return undefined;
  const dispatches = body.filter((each) => each.type === 'call' && methodOf(each) === 'dispatch');
  const all = body.flatMap((each) => [
    ...(each.type === 'call' && methodOf(each) === 'dispatch' ? [each] : []),
    ...callsOf(each, 'dispatch').filter((call) => call.id !== each.id),
  ]);
  if (all.length > dispatches.length) return undefined;
  if (dispatches.length === 0) return defaultSignature(body, name);
  const local = localTypes(source, body);
  const signatures = dispatches.map((dispatch) => signatureOf(source, blockOf(dispatch), local));
  const known = signatures.filter((signature) => signature !== undefined);
  return known.length === signatures.length ? known : undefined;
}

/** What is handed in by Puppet and not by callers. */
const injected = /^(?:scope|script_compiler|cache|compiler|pal_compiler)_param$/;

const parameterMethods: Readonly<Record<string, Pick<ParameterDeclaration, 'isOptional' | 'captures'>>> = {
  param: { isOptional: false },
  required_param: { isOptional: false },
  optional_param: { isOptional: true },
  repeated_param: { isOptional: true, captures: true },
  optional_repeated_param: { isOptional: true, captures: true },
  required_repeated_param: { isOptional: false, captures: true },
};

function signatureOf(source: RubySource, body: readonly Node[] | undefined, local: LocalTypes): Signature | undefined {
  const parameters: ParameterDeclaration[] = [];
  let block: Signature['block'];
  let returns: string | undefined;
  for (const statement of body ?? []) {
    if (statement.type !== 'call' && statement.type !== 'identifier') return undefined;
    const method = methodOf(statement);
    const given = statement.type === 'call' ? argumentsOf(statement) : [];
    const parameter = Object.hasOwn(parameterMethods, method) ? parameterMethods[method] : undefined;
    if (parameter !== undefined) {
      const type = typeOf(source, given[0], local);
      const name = textOf(source, given[1]) ?? `arg${parameters.length + 1}`;
      parameters.push({ name, ...(type === undefined ? {} : { type }), ...parameter });
    } else if (/^(?:required_|optional_)?block_param$/.test(method)) {
      const type = given.length === 2 ? typeOf(source, given[0], local) : undefined;
      block = { isOptional: method.startsWith('optional'), ...(type === undefined ? {} : { type }) };
    } else if (method === 'return_type') {
      returns = typeOf(source, given[0], local);
    } else if (!injected.test(method)) return undefined;
  }
  return {
    parameters,
    ...(block === undefined ? {} : { block }),
    ...(returns === undefined ? {} : { returns }),
  };
}

type LocalTypes = ReadonlyMap<string, string>;

/** `local_types do type 'Name = …' end`: names that only this function knows. */
function localTypes(source: RubySource, body: readonly Node[]): LocalTypes {
  const statements = body.filter((each) => methodOf(each) === 'local_types').flatMap((each) => blockOf(each) ?? []);
  return new Map(
    statements.flatMap((statement): [string, string][] => {
      const text = textOf(source, argumentsOf(statement)[0]) ?? '';
      const [, name, type] = /^\s*(?:type\s+)?([A-Z]\w*)\s*=\s*([\s\S]+)$/.exec(text) ?? [];
      return name === undefined || type === undefined ? [] : [[name, type.trim()]];
    }),
  );
}

/** A type as text that means the same everywhere; undefined, which is any value, where it is not known. */
function typeOf(source: RubySource, node: Node | undefined, local: LocalTypes): string | undefined {
  const text = textOf(source, node)?.trim();
  return text === undefined || text === '' ? undefined : writtenOut(text, local, []);
}

/** A type that holds itself is any value inside of itself. */
function writtenOut(text: string, local: LocalTypes, open: readonly string[]): string {
  return text.replace(/(?<![\w:])[A-Z]\w*(?!\w|::)/g, (name) => {
    const type = local.get(name);
    if (type === undefined) return name;
    return open.includes(name) ? 'Any' : writtenOut(type, local, [...open, name]);
  });
}

/** Without `dispatch` the method of the function's name takes what it takes, of any type. */
function defaultSignature(body: readonly Node[], name: string): readonly Signature[] | undefined {
  const simple = name.slice(name.lastIndexOf(':') + 1);
  const method = body.findLast((each) => each.type === 'method' && each.childForFieldName('name')?.text === simple);
  if (method === undefined) return undefined;
  const required: ParameterDeclaration[] = [];
  const optional: ParameterDeclaration[] = [];
  const rest: ParameterDeclaration[] = [];
  for (const parameter of named(method.childForFieldName('parameters'))) {
    const written = parameter.type === 'identifier' ? parameter.text : parameter.childForFieldName('name')?.text;
    const parameterName = written ?? `arg${required.length + optional.length + 1}`;
    if (parameter.type === 'identifier' || parameter.type === 'destructured_parameter') {
      required.push({ name: parameterName, isOptional: false });
    } else if (parameter.type === 'optional_parameter') optional.push({ name: parameterName, isOptional: true });
    else if (parameter.type === 'splat_parameter') rest.push({ name: parameterName, isOptional: true, captures: true });
  }
  return [{ parameters: [...required, ...optional, ...rest] }];
}

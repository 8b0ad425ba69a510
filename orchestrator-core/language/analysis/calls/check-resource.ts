import { nearest } from '../../../common/index.ts';
import { metaparameterDeclarations } from '../../resources/built-in-resource-types.ts';
import type { Expression, Resource, ResourceBody, Span } from '../../syntax/ast.ts';
import { referenceName } from '../../syntax/reference-name.ts';
import { findInTypeSets } from '../../types/type-definitions.ts';
import type { Declaration, ParameterDeclaration } from '../declaration.ts';
import { textOf } from './call-arguments.ts';
import { type CallsState, findDeclaration, type Place, plainName, report } from './calls-state.ts';
import { checkParameters, type NamedValue } from './check-parameters.ts';
import { question } from './question.ts';
import { resolveName } from './unknown-name.ts';

/** What every class and resource takes; `name` is what a defined type calls its title. */
const common: ReadonlySet<string> = new Set([...metaparameterDeclarations.map(({ name }) => name), 'name']);
/** What every resource of a type of Ruby's takes, whatever its type. */
const native: ReadonlySet<string> = new Set([...common, 'provider', 'ensure']);

/** Checks `type { title: attribute => value }` and `class { 'name': … }`. */
export function checkResource(state: CallsState, node: Resource, place: Place): void {
  if (node.type.kind !== 'name') return;
  if (plainName(node.type.value) === 'class') {
    for (const body of node.bodies) checkClass(state, body, place);
    return;
  }
  const declared = resolveResourceType(state, node.type, node.type.value, place);
  if (declared === undefined) return;
  const isDefaulted = () =>
    node.bodies.some(({ title }) => title.kind === 'default') || state.isDefaulted(declared.name);
  for (const body of node.bodies) {
    if (declared.kind === 'define') checkDefined(state, declared, body, isDefaulted);
    else checkNative(state, declared, body);
  }
}

/** Finds a resource type or defined type by the name that stands before `{`, `[` or `<|`. */
function resolveResourceType(state: CallsState, span: Span, name: string, place: Place): Declaration | undefined {
  const message = `Unknown resource type: '${plainName(name).toLowerCase()}'.`;
  return resolveName(
    state,
    { kind: 'define', or: ['resource-type'], name, span, code: 'unknown-resource-type', message },
    place,
  );
}

function checkClass(state: CallsState, body: ResourceBody, place: Place): void {
  const titles = body.title.kind === 'list' ? body.title.values : [body.title];
  for (const title of titles) {
    const written = title.kind === 'entry' ? undefined : textOf(title);
    if (written === undefined || written === '') continue;
    const message = `Could not find declared class ${plainName(written)}.`;
    const use = { kind: 'class' as const, name: written, span: title, code: 'unknown-class' as const, message };
    const declared = resolveName(state, use, place);
    const parameters = declared?.signatures[0]?.parameters;
    if (declared === undefined || parameters === undefined) continue;
    // What a class isn't given, Hiera may give it.
    checkParameters(state, {
      subject: `Class[${referenceName(declared.name)}]`,
      parameters,
      given: givenOf(body),
      isComplete: () => false,
      span: title,
      common,
    });
  }
}

function checkDefined(state: CallsState, declared: Declaration, body: ResourceBody, isDefaulted: () => boolean): void {
  const parameters = declared.signatures[0]?.parameters;
  if (parameters === undefined || body.title.kind === 'default') return;
  const isUnfolded = body.operations.some(({ name }) => name === '*');
  checkParameters(state, {
    subject: `${referenceName(declared.name)}[${textOf(body.title) ?? '…'}]`,
    parameters,
    given: givenOf(body),
    isComplete: () => !isUnfolded && !isDefaulted(),
    span: body.title,
    common,
  });
}

const attributes = new WeakMap<Declaration, ReadonlySet<string>>();

function attributesOf(declared: Declaration, parameters: readonly ParameterDeclaration[]): ReadonlySet<string> {
  const known = attributes.get(declared) ?? new Set([...parameters.map(({ name }) => name), ...native]);
  attributes.set(declared, known);
  return known;
}

/** Only of Puppet's own types are all attributes known. */
function checkNative(state: CallsState, declared: Declaration, body: ResourceBody): void {
  const parameters = declared.signatures[0]?.parameters;
  if (declared.origin.kind !== 'built-in' || parameters === undefined) return;
  const known = attributesOf(declared, parameters);
  for (const { name, span } of givenOf(body)) {
    if (known.has(name)) continue;
    const suggestion = nearest(name, known);
    report(
      state,
      span,
      'unknown-parameter',
      `no parameter named '${name}'${suggestion === undefined ? '' : `.${question(suggestion)}`}`,
      {
        name,
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    );
  }
}

function givenOf({ operations }: ResourceBody): readonly NamedValue[] {
  const named = operations.filter(({ name }) => name !== '*' && name !== '');
  return named.map(({ name, operator, start, value }) => ({
    name,
    span: { start, end: start + name.length },
    value: operator === '=>' ? value : undefined,
  }));
}

/** Checks a capitalised name: a data type, or a resource type before the titles of resources. */
export function checkReference(
  state: CallsState,
  node: Expression & { readonly kind: 'reference' },
  place: Place,
): void {
  const name = plainName(node.value);
  const find = (full: string) => findDeclaration(state, 'type', full);
  if ((place.typeSet !== undefined || name.includes('::')) && findInTypeSets(find, name, place.typeSet)) return;
  resolveName(
    state,
    {
      kind: 'type',
      or: ['resource-type', 'define', 'class'],
      name,
      span: node,
      code: 'unknown-data-type',
      message: `Resource type not found: ${name}.`,
    },
    place,
  );
}

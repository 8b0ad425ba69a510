import type { Expression, KeyedEntry, Parameter, SyntaxNode } from '../../syntax/ast.ts';
import type { Variable, Variables } from './variables.ts';

/**
 * What an expression's value holds: `wrapped` is a `Sensitive`, which shows nothing when it is printed; `bare` is text
 * made with what was inside of one.
 */
export type Secret = 'wrapped' | 'bare';

/** Tells which expressions of a file certainly hold secrets. */
export interface Secrets {
  of(node: Expression | KeyedEntry): Secret | undefined;
  /** The place where a bare secret leaves its wrapper: an `unwrap`. */
  origin(node: Expression | KeyedEntry): SyntaxNode | undefined;
}

/** A call, with its arguments behind the name or in front of it, too. */
export type Call = Extract<Expression, { readonly kind: 'call' | 'method-call' }>;

/** Functions whose result shows what they are given. */
const passing: ReadonlySet<string> = new Set([
  'String',
  'capitalize',
  'chomp',
  'chop',
  'downcase',
  'format',
  'join',
  'lstrip',
  'regsubst',
  'rstrip',
  'shellquote',
  'sprintf',
  'strip',
  'upcase',
]);

/** What is known of a variable's value, and the `unwrap` that it came through. */
interface Known {
  readonly secret: Secret;
  readonly origin?: SyntaxNode;
}

interface State {
  readonly variables: Variables;
  /** The call that hands its subject to a lambda's parameter. */
  readonly handed: ReadonlyMap<Parameter, Call>;
  readonly known: Map<Variable, Known | undefined>;
  /** How many variables the one that is asked about leads through. */
  depth: number;
}

/** A secret that goes through more variables than this is not followed. */
const deepest = 100;

/** Follows secrets through the variables of a file: a variable holds one if all that it is given does. */
export function secretsOf(variables: Variables, handed: ReadonlyMap<Parameter, Call>): Secrets {
  const state: State = { variables, handed, known: new Map(), depth: 0 };
  return { of: (node) => secretOf(state, node), origin: (node) => originOf(state, node) };
}

function secretOf(state: State, node: Expression | KeyedEntry): Secret | undefined {
  switch (node.kind) {
    case 'variable':
      return ofName(state, node)?.secret;
    case 'parenthesized':
      return secretOf(state, node.expression);
    case 'call':
    case 'method-call':
      return ofCall(state, node);
    default:
      return hasBarePart(state, node) ? 'bare' : undefined;
  }
}

function hasBarePart(state: State, node: Expression | KeyedEntry): boolean {
  return partsOf(node).some((part) => secretOf(state, part) === 'bare');
}

function ofCall(state: State, node: Call): Secret | undefined {
  if (isWrapping(node)) return 'wrapped';
  const name = nameOf(node);
  const subject = subjectOf(node);
  if (name === 'unwrap') {
    const isGiven = node.lambda === undefined && subject !== undefined;
    return isGiven && secretOf(state, subject) === 'wrapped' ? 'bare' : undefined;
  }
  return name !== undefined && passing.has(name) && hasBarePart(state, node) ? 'bare' : undefined;
}

function ofName(state: State, node: Expression): Known | undefined {
  const { variables, known } = state;
  const occurrence = variables.of(node);
  const variable = occurrence?.variable;
  if (occurrence === undefined || variable === undefined || occurrence.isEarly) return undefined;
  if (known.has(variable)) return known.get(variable);
  if (state.depth > deepest) return undefined;
  // What depends on itself is nothing certain.
  known.set(variable, undefined);
  state.depth += 1;
  const found = variable.kind === 'parameter' ? ofParameter(state, variable) : ofAssigned(state, variable);
  state.depth -= 1;
  known.set(variable, found);
  return found;
}

function ofParameter(state: State, { declaration }: Variable): Known | undefined {
  if (declaration.kind !== 'parameter') return undefined;
  if (declaration.type !== undefined && isSensitiveType(declaration.type)) return { secret: 'wrapped' };
  const call = state.handed.get(declaration);
  const subject = call && subjectOf(call);
  if (call === undefined || subject === undefined) return undefined;
  const secret = secretOf(state, subject);
  if (nameOf(call) === 'unwrap') return secret === 'wrapped' ? { secret: 'bare', origin: call } : undefined;
  return secret && knownFrom(state, secret, subject);
}

function ofAssigned(state: State, { occurrences }: Variable): Known | undefined {
  const values: (Expression | undefined)[] = [];
  for (const { setBy, writes } of occurrences) {
    if (writes) values.push(setBy?.kind === 'assignment' && setBy.left.kind === 'variable' ? setBy.right : undefined);
  }
  const [first] = values;
  const secret = first && secretOf(state, first);
  if (first === undefined || secret === undefined) return undefined;
  const isCertain = values.every((value) => value !== undefined && secretOf(state, value) === secret);
  return isCertain ? knownFrom(state, secret, first) : undefined;
}

function knownFrom(state: State, secret: Secret, node: Expression | KeyedEntry): Known {
  const origin = originOf(state, node);
  return { secret, ...(origin === undefined ? {} : { origin }) };
}

function originOf(state: State, node: Expression | KeyedEntry): SyntaxNode | undefined {
  if (node.kind === 'variable') return ofName(state, node)?.origin;
  if (node.kind === 'parenthesized') return originOf(state, node.expression);
  if ((node.kind === 'call' || node.kind === 'method-call') && nameOf(node) === 'unwrap') return node;
  const bare = partsOf(node).find((part) => secretOf(state, part) === 'bare');
  return bare && originOf(state, bare);
}

/** What a value is made of, such that a part's text shows in the whole. */
function partsOf(node: Expression | KeyedEntry): readonly (Expression | KeyedEntry)[] {
  switch (node.kind) {
    case 'interpolation':
      return node.segments;
    case 'heredoc':
      return [node.text];
    case 'list':
      return node.values;
    case 'hash':
      return node.entries;
    case 'entry':
      return [node.value];
    case 'binary':
      return node.operator === '+' || node.operator === '<<' ? [node.left, node.right] : [];
    case 'selector':
      return node.entries.map(({ value }) => value);
    case 'call':
      return node.arguments;
    case 'method-call':
      return [node.left, ...node.arguments];
    default:
      return [];
  }
}

/** `Sensitive(x)`, `Sensitive.new(x)`, `Sensitive[T].new(x)` */
function isWrapping(node: Call): boolean {
  if (node.kind === 'call') return isSensitiveType(node.functor);
  return node.name.value === 'new' && isSensitiveType(node.left);
}

/** Whether every value of the type but undef is a `Sensitive`. */
function isSensitiveType(node: Expression): boolean {
  if (node.kind === 'reference') return node.value.replace(/^::/, '') === 'Sensitive';
  if (node.kind !== 'access' || node.left.kind !== 'reference') return false;
  if (isSensitiveType(node.left)) return true;
  const keys = node.keys.filter((key) => key.kind !== 'reference' || key.value !== 'Undef');
  const isAlternative =
    node.left.value === 'Optional' || node.left.value === 'Variant' || node.left.value === 'NotUndef';
  return isAlternative && keys.length > 0 && keys.every((key) => key.kind !== 'entry' && isSensitiveType(key));
}

/** The function that a call names. */
export function nameOf(node: Call): string | undefined {
  if (node.kind === 'method-call') return node.name.value;
  return node.functor.kind === 'name' || node.functor.kind === 'reference' ? node.functor.value : undefined;
}

/** What the function is called with first. */
function subjectOf(node: Call): Expression | KeyedEntry | undefined {
  return node.kind === 'method-call' ? node.left : node.arguments[0];
}

/** Functions that hand what they are called with to a lambda with one parameter. */
const handing: ReadonlySet<string> = new Set(['unwrap', 'with', 'then']);

/** The parameter that a call hands its subject to. */
export function handedTo(node: Call): Parameter | undefined {
  const name = nameOf(node);
  return name !== undefined && handing.has(name) ? node.lambda?.parameters[0] : undefined;
}

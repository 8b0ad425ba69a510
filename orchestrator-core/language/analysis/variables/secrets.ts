import type { Expression, KeyedEntry, Lambda, Parameter, SyntaxNode } from '../../syntax/ast.ts';
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

type Call = Extract<Expression, { readonly kind: 'call' | 'method-call' }>;

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

/** Follows secrets through the variables of a file: a variable holds one if all that it is given does. */
export function secretsOf(variables: Variables, lambdas: ReadonlyMap<Parameter, Call>): Secrets {
  const known = new Map<Variable, { readonly secret: Secret; readonly origin?: SyntaxNode } | undefined>();

  const ofVariable = (variable: Variable) => {
    if (known.has(variable)) return known.get(variable);
    // What depends on itself is nothing certain.
    known.set(variable, undefined);
    const found = variable.kind === 'parameter' ? ofParameter(variable) : ofAssigned(variable);
    known.set(variable, found);
    return found;
  };

  const ofParameter = ({ declaration }: Variable) => {
    if (declaration.kind !== 'parameter') return undefined;
    if (declaration.type !== undefined && isSensitiveType(declaration.type)) return { secret: 'wrapped' as const };
    const call = lambdas.get(declaration);
    if (call === undefined) return undefined;
    const subject = subjectOf(call);
    if (subject === undefined) return undefined;
    const given = of(subject);
    if (nameOf(call) === 'unwrap') return given === 'wrapped' ? { secret: 'bare' as const, origin: call } : undefined;
    if (given === undefined) return undefined;
    const origin = originOf(subject);
    return { secret: given, ...(origin === undefined ? {} : { origin }) };
  };

  const ofAssigned = ({ occurrences }: Variable) => {
    const values = occurrences.flatMap(({ setBy, writes }) => {
      if (!writes) return [];
      return [setBy?.kind === 'assignment' && setBy.left.kind === 'variable' ? setBy.right : undefined];
    });
    const [first] = values;
    if (first === undefined) return undefined;
    const secret = of(first);
    if (secret === undefined || values.some((value) => value === undefined || of(value) !== secret)) return undefined;
    const origin = originOf(first);
    return { secret, ...(origin === undefined ? {} : { origin }) };
  };

  const found = (node: Expression | KeyedEntry) => {
    if (node.kind !== 'variable') return undefined;
    const occurrence = variables.of(node);
    return occurrence?.variable === undefined || occurrence.isEarly ? undefined : ofVariable(occurrence.variable);
  };

  const ofCall = (node: Call): Secret | undefined => {
    if (isWrapping(node)) return 'wrapped';
    const name = nameOf(node);
    const subject = subjectOf(node);
    if (name === 'unwrap') {
      return node.lambda === undefined && subject !== undefined && of(subject) === 'wrapped' ? 'bare' : undefined;
    }
    return name !== undefined && passing.has(name) && partsOf(node).some((part) => of(part) === 'bare')
      ? 'bare'
      : undefined;
  };

  const of = (node: Expression | KeyedEntry): Secret | undefined => {
    switch (node.kind) {
      case 'variable':
        return found(node)?.secret;
      case 'parenthesized':
        return of(node.expression);
      case 'call':
      case 'method-call':
        return ofCall(node);
      default:
        return partsOf(node).some((part) => of(part) === 'bare') ? 'bare' : undefined;
    }
  };

  const originOf = (node: Expression | KeyedEntry): SyntaxNode | undefined => {
    if (node.kind === 'variable') return found(node)?.origin;
    if (node.kind === 'parenthesized') return originOf(node.expression);
    if ((node.kind === 'call' || node.kind === 'method-call') && nameOf(node) === 'unwrap') return node;
    for (const part of partsOf(node)) if (of(part) === 'bare') return originOf(part);
    return undefined;
  };
  return { of, origin: originOf };
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
export function subjectOf(node: Call): Expression | KeyedEntry | undefined {
  return node.kind === 'method-call' ? node.left : node.arguments[0];
}

/** Functions that hand what they are called with to a lambda with one parameter. */
const handing: ReadonlySet<string> = new Set(['unwrap', 'with', 'then']);

/** The parameter that a call hands its subject to. */
export function handedTo(node: Call): Parameter | undefined {
  const name = nameOf(node);
  const { lambda }: { readonly lambda?: Lambda } = node;
  if (lambda === undefined || name === undefined || !handing.has(name)) return undefined;
  return lambda.parameters[0];
}

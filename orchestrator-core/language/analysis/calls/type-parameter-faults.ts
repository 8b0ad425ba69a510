import type { Access, Expression, KeyedEntry, Span } from '../../syntax/ast.ts';
import { negative, readWhole, type WholeNumber } from '../../types/whole-number.ts';

/** What is wrong with what stands between the brackets of a data type. */
export interface TypeParameterFault {
  readonly span: Span;
  /** As Puppet words it, without its name of the expression. */
  readonly message: string;
}

/** A parameter that is written out. */
interface Parameter {
  readonly node: Span;
  /** What Puppet calls its kind. */
  readonly of: 'Integer' | 'Float' | 'String' | 'Boolean' | 'Regexp' | 'Hash' | 'Default' | 'Undef' | 'Type';
  readonly number?: WholeNumber;
  readonly hash?: readonly KeyedEntry[];
}

type Rule = (given: readonly Parameter[], node: Access, name: string) => TypeParameterFault | undefined;

/**
 * Says what Puppet would of the parameters of a built-in type, by the rules of its `Evaluator::AccessOperator`. Undefined
 * where it has no objection, for other names, and where a parameter is not written out: what it is, is not known here.
 */
export function typeParameterFault(node: Access): TypeParameterFault | undefined {
  if (node.left.kind !== 'reference') return undefined;
  const found = rules.get(node.left.value.replace(/^::/, '').toLowerCase());
  if (found === undefined) return undefined;
  const given = node.keys.map(parameterOf);
  if (!given.every((each) => each !== undefined)) return undefined;
  return found.rule(given, node, found.name);
}

function parameterOf(node: Expression | KeyedEntry): Parameter | undefined {
  switch (node.kind) {
    case 'string':
      return { node, of: 'String' };
    case 'name':
      return { node, of: 'String' };
    case 'regex':
      return { node, of: 'Regexp' };
    case 'true':
    case 'false':
      return { node, of: 'Boolean' };
    case 'default':
      return { node, of: 'Default' };
    case 'undef':
      return { node, of: 'Undef' };
    case 'hash':
      return { node, of: 'Hash', hash: node.entries };
    case 'number':
      return numberOf(node, readWhole(node.text), node.text);
    case 'minus':
      if (node.expression.kind !== 'number') return undefined;
      return numberOf(node, negative(readWhole(node.expression.text)), node.expression.text);
    case 'reference':
      return { node, of: 'Type' };
    case 'access':
      return node.left.kind === 'reference' ? { node, of: 'Type' } : undefined;
    default:
      return undefined;
  }
}

function numberOf(node: Span, number: WholeNumber, text: string): Parameter {
  return { node, of: !/^0x/i.test(text) && /[.e]/i.test(text) ? 'Float' : 'Integer', number };
}

const isType = ({ of }: Parameter): boolean => of === 'Type';
/** A number that bounds, or `default`. */
const isBound = ({ of }: Parameter): boolean => of === 'Integer' || of === 'Default';

function fault(span: Span, message: string): TypeParameterFault {
  return { span, message };
}

function article(name: string): string {
  return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;
}

function tooMany(most: number, text: string): Rule {
  return (given, node, name) =>
    given.length <= most
      ? undefined
      : fault(node, `${text.replace('%', `${name}-Type[]`).replace('#', name)} Got ${given.length}`);
}

/** The first of several rules that has an objection. */
function first(...all: readonly Rule[]): Rule {
  return (given, node, name) => {
    for (const rule of all) {
      const found = rule(given, node, name);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** Bounds that are both given, in the wrong order. */
const ordered: Rule = (given, node, name) => {
  const [from, to, ...others] = given.filter(({ of }) => of !== 'Type');
  if (from?.number === undefined || to?.number === undefined || others.length > 0) return undefined;
  return from.number > to.number
    ? fault(node, `'from' must be less or equal to 'to'. Got (${shown(from.number, name)}, ${shown(to.number, name)})`)
    : undefined;
};

function shown(number: WholeNumber, name: string): string {
  return name === 'Float' && typeof number === 'number' && Number.isInteger(number) ? number.toFixed(1) : `${number}`;
}

/** Bounds of a size behind as many other parameters. */
function sizedFrom(count: number): Rule {
  return (given) => {
    const bounds = given.slice(count);
    // A range may be an Integer type by itself.
    const wrong = bounds.find((each) => !isBound(each) && !isType(each));
    return wrong === undefined
      ? undefined
      : fault(
          wrong.node,
          `A Type's size constraint arguments must be a single Integer type, or 1-2 integers (or default). Got ${article(wrong.of)}`,
        );
  };
}

/** Every parameter that isn't one of these kinds is refused. */
function only(kinds: readonly Parameter['of'][], sentence: (of: string, name: string) => string): Rule {
  return (given, _node, name) => {
    const wrong = given.find(({ of }) => !kinds.includes(of) && of !== 'Default' && of !== 'Undef');
    return wrong === undefined ? undefined : fault(wrong.node, sentence(wrong.of, name));
  };
}

function special(wanted: string): (of: string, name: string) => string {
  return (of, name) =>
    `Error creating type specialization of ${article(name)}-Type, Cannot use ${of} where ${wanted} is expected`;
}

const mustBeTypes = (of: string, name: string): string => `${name}-Type[] arguments must be types. Got ${of}`;

const oneType: Rule = first(tooMany(1, '% accepts 1 argument.'), only(['Type'], mustBeTypes));

const notApplicable: Rule = (given, node, name) =>
  given.length === 0 ? undefined : fault(node, `Operator '[]' is not applicable to ${article(name)}-Type.`);

const arrayRule: Rule = (given, node, name) => {
  const [head] = given;
  if (head === undefined) return undefined;
  if (given.length === 1) return only(['Type'], mustBeTypes)(given, node, name);
  return isType(head) ? first(sizedFrom(1), ordered)(given, node, name) : ordered(given, node, name);
};

const hashRule: Rule = (given, node, name) => {
  const [key, value] = given;
  if (key === undefined) return undefined;
  if (given.length === 2 && given.every(isBound)) return ordered(given, node, name);
  const wrong = only(['Type'], mustBeTypes)(given.slice(0, 2), node, name);
  if (wrong !== undefined || value === undefined) {
    return wrong ?? fault(node, `${name}-Type[] accepts 2 to 4 arguments. Got ${given.length}`);
  }
  return isType(key) && isType(value) ? first(sizedFrom(2), ordered)(given, node, name) : undefined;
};

const enumRule: Rule = (given, node, name) => {
  const words = given.at(-1)?.of === 'Boolean' ? given.slice(0, -1) : given;
  if (words.length === 0) return fault(node, 'An Enum-Type[] accepts 1 or more arguments. Got 0');
  // What is a type here may have been meant as a word.
  return only(['String', 'Type'], special('String'))(words, node, name);
};

const tupleRule: Rule = (given, node, name) => {
  let count = given.length;
  while (count > 0 && count > given.length - 2 && given.slice(count - 1).every(isBound)) count -= 1;
  if (count === 0) return fault(node, 'A Tuple-Type[] accepts 1 or more arguments. Got 0');
  const types = only(['Type'], special('Any-Type'))(given.slice(0, count), node, name);
  return types ?? ordered(given.slice(count), node, name);
};

const structRule: Rule = (given, node, name) => {
  const [hash, ...others] = given;
  if (others.length > 0) return fault(node, `A Struct-Type[] accepts 1 argument. Got ${given.length}`);
  const wrong = only(['Hash', 'Type'], special('Hash'))(given, node, name);
  if (wrong !== undefined) return wrong;
  for (const { key } of hash?.hash ?? []) {
    if (key.kind === 'string' && key.value === '') return fault(key, 'Struct element key cannot be an empty String');
    const of = parameterOf(key)?.of;
    if (of === 'Integer' || of === 'Float' || of === 'Boolean') {
      return fault(key, `Illegal Struct member key type. Expected NotUndef, Optional, String, or Enum. Got: ${of}`);
    }
  }
  return undefined;
};

const pattern = special('String or Regexp or Pattern-Type or Regexp-Type');
const numbers = (kinds: readonly Parameter['of'][], wanted: string): Rule =>
  first(
    tooMany(2, '#-Type supports [] with one or two arguments (from, to).'),
    only(kinds, (of, name) => `${name}-Type [] requires all arguments to be ${wanted} (or default). Got ${of}`),
    ordered,
  );

const table: Readonly<Record<string, Rule>> = {
  Integer: numbers(['Integer', 'Type'], 'integers'),
  Float: numbers(['Integer', 'Float', 'Type'], 'floats, or integers'),
  String: first(tooMany(2, '# supports [] with one or two arguments.'), sizedFrom(0), ordered),
  Collection: first(tooMany(2, '% accepts 1 to 2 arguments.'), sizedFrom(0), ordered),
  Boolean: first(tooMany(1, 'A % accepts 1 argument.'), only(['Boolean', 'Type'], special('TrueClass or FalseClass'))),
  Enum: enumRule,
  Pattern: only(['String', 'Regexp', 'Type'], pattern),
  Regexp: first(tooMany(1, 'A % accepts 1 argument.'), only(['String', 'Regexp', 'Type'], special('String or Regexp'))),
  Optional: first(tooMany(1, '% accepts 1 argument.'), only(['Type', 'String'], mustBeTypes)),
  NotUndef: first(
    tooMany(1, '% accepts 0 to 1 arguments.'),
    only(['Type', 'String'], (of, name) => `${name}-Type[] argument must be a Type or a String. Got ${of}`),
  ),
  Sensitive: oneType,
  Type: oneType,
  Iterable: oneType,
  Iterator: oneType,
  Init: (given, node, name) => only(['Type'], mustBeTypes)(given.slice(0, 1), node, name),
  Variant: only(['Type'], special('Any-Type')),
  Array: first(tooMany(3, '% accepts 1 to 3 arguments.'), arrayRule),
  Hash: first(tooMany(4, '% accepts 2 to 4 arguments.'), hashRule),
  Tuple: tupleRule,
  Callable: (given, node, name) => (given.slice(-2).every(isBound) ? ordered(given.slice(-2), node, name) : undefined),
  Struct: structRule,
  SemVer: only(['String', 'Type'], special('String or SemanticPuppet::VersionRange')),
  Timestamp: tooMany(2, 'A % accepts 0 to 2 arguments.'),
  Timespan: tooMany(2, 'A % accepts 0 to 2 arguments.'),
  ...Object.fromEntries(
    ['Any', 'Scalar', 'ScalarData', 'Undef', 'Numeric', 'Default', 'Binary', 'SemVerRange', 'Data', 'RichData'].map(
      (name) => [name, notApplicable],
    ),
  ),
};

const rules: ReadonlyMap<string, { readonly name: string; readonly rule: Rule }> = new Map(
  Object.entries(table).map(([name, rule]) => [name.toLowerCase(), { name, rule }]),
);

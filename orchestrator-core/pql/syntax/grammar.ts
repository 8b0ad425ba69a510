/**
 * The grammar of the language as PuppetDB has it, for {@link expectedAt} alone: what its messages say was expected, and in
 * which order, follows from how its rules are cut. Queries themselves are read by `parse.ts`.
 */

/** A part of the grammar. Equal parts are one object, so that each is looked for once at a place. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  /** `shown` is the pattern in messages. */
  | { readonly kind: 'pattern'; readonly pattern: RegExp; readonly shown: string }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Part[] }
  | { readonly kind: 'optional' | 'some' | 'any'; readonly part: Part }
  | { readonly kind: 'not'; readonly part: Part; readonly shown: string };

const parts = new Map<string, Part>();
const numbers = new Map<Part, number>();

/** Numbers each part, so that equal ones are made once. */
export function partNumber(part: Part): number {
  return numbers.get(part) ?? 0;
}

function known(key: string, part: Part): Part {
  const same = parts.get(key);
  if (same !== undefined) return same;
  parts.set(key, part);
  numbers.set(part, numbers.size);
  return part;
}

function keyOf(list: readonly Part[]): string {
  return list.map(partNumber).join(' ');
}

const text = (word: string): Part => known(`text ${word}`, { kind: 'text', text: word });
const pattern = (source: string, shown: string = source): Part =>
  known(`pattern ${source}`, { kind: 'pattern', pattern: new RegExp(source, 'y'), shown: `#"${shown}"` });
/** A rule; with a mark where PuppetDB's own grammar keeps what it hides elsewhere, which makes it another part. */
const rule = (name: string, mark = ''): Part => known(`rule ${name} ${mark}`, { kind: 'rule', name });
const sequence = (...list: Part[]): Part => known(`sequence ${keyOf(list)}`, { kind: 'sequence', parts: list });
const choice = (...list: Part[]): Part => known(`choice ${keyOf(list)}`, { kind: 'choice', parts: list });
const optional = (part: Part): Part => known(`optional ${partNumber(part)}`, { kind: 'optional', part });
const some = (part: Part): Part => known(`some ${partNumber(part)}`, { kind: 'some', part });
const any = (part: Part): Part => known(`any ${partNumber(part)}`, { kind: 'any', part });
const not = (part: Part, shown: string): Part => known(`not ${partNumber(part)}`, { kind: 'not', part, shown });

const space = rule('space');
const gap = optional(space);
const words = (...list: string[]): Part => choice(...list.map(text));
/** One or more with commas between them. */
const list = (part: Part): Part => sequence(part, any(sequence(gap, text(','), gap, part)));
const between = (open: string, inside: Part, close: string): Part =>
  sequence(rule(open), gap, inside, gap, rule(close));
const condition = (operator: string, value: string): Part =>
  sequence(rule('field'), gap, rule(operator), gap, rule(value));

/** What each rule stands for. A rule that is another's equal is still a part of its own. */
export const grammar: Readonly<Record<string, Part>> = {
  query: sequence(gap, rule('from'), gap),
  from: sequence(rule('entity'), optional(sequence(gap, rule('projection'))), gap, rule('body')),
  projection: sequence(rule('['), gap, optional(rule('projected')), gap, rule(']')),
  projected: rule('items', 'projected'),
  body: sequence(
    rule('{'),
    gap,
    optional(rule('expression')),
    gap,
    optional(choice(rule('grouping'), any(sequence(rule('paging'), gap)))),
    any(space),
    rule('}'),
  ),
  entity: words(
    'facts',
    'reports',
    'catalogs',
    'packages',
    'package_inventory',
    'resources',
    'nodes',
    'environments',
    'factsets',
    'fact_paths',
    'fact_contents',
    'inventory',
    'edges',
    'events',
  ),
  expression: rule('or', 'expression'),
  or: sequence(rule('and'), any(sequence(space, rule('word or'), space, rule('or')))),
  and: sequence(rule('negation'), any(sequence(space, rule('word and'), space, rule('and')))),
  negation: choice(sequence(rule('!'), gap, rule('negation')), rule('rest')),
  rest: choice(between('(', rule('expression'), ')'), rule('condition'), rule('null condition'), rule('subquery')),
  subquery: sequence(rule('entity'), gap, rule('body')),
  condition: choice(
    rule('regexp condition'),
    rule('path condition'),
    rule('order condition'),
    rule('match condition'),
    rule('mismatch condition'),
    rule('no regexp condition'),
    rule('in condition'),
  ),
  'regexp condition': condition('~', 'regexp value'),
  'path condition': condition('~>', 'path value'),
  'order condition': condition('order', 'order value'),
  'match condition': condition('=', 'literal'),
  'mismatch condition': condition('!=', 'literal'),
  'no regexp condition': condition('!~', 'literal'),
  'in condition': sequence(choice(rule('field'), rule('field list')), gap, rule('in'), gap, rule('in value')),
  'null condition': sequence(rule('field'), gap, choice(rule('is null'), rule('is not null'))),
  'is null': text('is null'),
  'is not null': text('is not null'),
  'field list': between('[', rule('items'), ']'),
  items: sequence(
    choice(rule('field'), rule('call')),
    any(sequence(gap, text(','), gap, choice(rule('field'), rule('call')))),
  ),
  call: sequence(rule('function'), gap, rule('arguments')),
  function: words('count', 'avg', 'sum', 'min', 'max', 'to_string'),
  arguments: sequence(rule('('), gap, optional(rule('argument list')), gap, rule(')')),
  'argument list': sequence(
    choice(rule('field'), rule('string')),
    optional(sequence(gap, text(','), gap, rule('strings'))),
  ),
  strings: list(rule('string')),
  field: choice(pattern('[a-zA-Z0-9_]+\\??'), sequence(rule('dotted'), rule('path'))),
  path: some(sequence(text('.'), choice(rule('quoted part'), rule('plain part'), rule('match part')))),
  'quoted part': pattern('\\".*?\\"(?=\\.|[ \\t-\\r])', '\\".*?\\"(?=\\.|\\s)'),
  'match part': pattern('match\\(.{0,250}?\\)', 'match\\(.*?\\)'),
  'plain part': pattern('[^ \\t-\\r\\.\\",\\[\\]!<=>~]+(\\[\\d+\\])?', '[^\\s\\.\\",\\[\\]!<=>~]+(\\[\\d+\\])?'),
  dotted: words('facts', 'trusted', 'parameters'),
  '~': text('~'),
  '~>': text('~>'),
  order: words('>=', '<=', '<', '>'),
  '=': text('='),
  '!=': text('!='),
  '!~': text('!~'),
  in: text('in'),
  'regexp value': rule('string', 'regexp value'),
  'path value': rule('path list'),
  'order value': choice(rule('integer'), rule('real'), rule('string')),
  'in value': choice(rule('query'), rule('literal list')),
  'path list': between('[', rule('strings'), ']'),
  'literal list': between('[', rule('literals'), ']'),
  literals: list(rule('literal')),
  'word and': text('and'),
  'word or': text('or'),
  '!': text('!'),
  string: choice(rule('double quoted'), rule('single quoted')),
  'double quoted': sequence(rule('"'), rule('double inside'), rule('"')),
  'double inside': pattern('(?:[^"\\\\]|\\\\.)*'),
  '"': text('"'),
  'single quoted': sequence(rule("'"), rule('single inside'), rule("'")),
  'single inside': pattern("(?:[^'\\\\]|\\\\.)*"),
  "'": text("'"),
  grouping: rule('group by'),
  'group by': sequence(text('group by'), space, rule('items')),
  paging: choice(rule('limit'), rule('offset'), rule('order by')),
  limit: sequence(text('limit'), space, rule('integer')),
  offset: sequence(text('offset'), space, rule('integer')),
  'order by': sequence(text('order by'), space, rule('order item'), optional(rule('order items'))),
  'order items': some(sequence(text(','), gap, rule('order item'))),
  'order item': sequence(
    not(words('asc', 'desc'), '"asc" | "desc"'),
    rule('field'),
    optional(sequence(space, rule('direction'))),
    gap,
  ),
  direction: words('asc', 'desc'),
  '(': text('('),
  ')': text(')'),
  '{': text('{'),
  '}': text('}'),
  '[': text('['),
  ']': text(']'),
  boolean: choice(rule('true'), rule('false')),
  true: text('true'),
  false: text('false'),
  array: sequence(rule('[', 'array'), gap, rule('literals'), gap, rule(']')),
  literal: choice(rule('string'), rule('integer'), rule('real'), rule('boolean'), rule('array')),
  integer: sequence(optional(rule('-')), rule('digits')),
  real: sequence(optional(rule('-')), rule('digits'), text('.'), rule('digits'), optional(rule('exponent'))),
  exponent: sequence(words('E', 'e'), optional(choice(rule('-'), rule('+'))), rule('digits')),
  digits: pattern('[0-9]+'),
  '-': text('-'),
  '+': text('+'),
  space: pattern('[ \\t-\\r]+', '\\s+'),
};

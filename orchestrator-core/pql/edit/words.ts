import type { PqlEntity, PqlField } from '../entities.ts';

/** What the words of the language mean, as Markdown. */
export const keywordTexts: Readonly<Record<string, string>> = {
  and: 'Both conditions are true. Binds more strongly than `or`.',
  or: 'One of the conditions is true, or both.',
  '!': 'The condition is not true.',
  in: 'The field is one of the values in a list, or one of those that a query finds: `certname in resources[certname] { type = "Package" }`.',
  'is null': 'There is no value. A path that a node does not have is neither null nor not null.',
  'is not null': 'There is a value.',
  'group by': 'One row for all rows that have the same values: `facts[value, count()] { name = "os" group by value }`.',
  'order by': 'The order of the rows, field by field: `order by certname desc`. Without it rows come in any order.',
  limit: 'As many rows at most.',
  offset: 'Leaves out as many rows at the beginning.',
  asc: 'The smallest first, nothing last.',
  desc: 'Nothing first, then the largest.',
  true: 'The value true.',
  false: 'The value false.',
};

/** What operators compare, as Markdown. */
export const operatorTexts: Readonly<Record<string, string>> = {
  '=': 'Is equal, in type too: `5` is not `"5"`.',
  '!=': 'Is not equal, or is not there.',
  '~': "Matches a regular expression of PostgreSQL's, anywhere in the value.",
  '!~': 'Does not match the regular expression.',
  '~>': 'A path of as many steps, each of which matches its regular expression: `path ~> ["networking", ".*", "mac"]`.',
  '<': 'Is less: numbers and times alone.',
  '<=': 'Is less or equal: numbers and times alone.',
  '>': 'Is greater: numbers and times alone.',
  '>=': 'Is greater or equal: numbers and times alone.',
};

/** What the functions of projections do, as Markdown. */
export const functionTexts: Readonly<Record<string, { readonly call: string; readonly text: string }>> = {
  count: { call: 'count(field?)', text: 'How many rows there are; with a field, how many in which it is not null.' },
  avg: { call: 'avg(field)', text: 'The average of a number.' },
  sum: { call: 'sum(field)', text: 'The sum of a number.' },
  min: { call: 'min(field)', text: 'The smallest value.' },
  max: { call: 'max(field)', text: 'The largest value.' },
  to_string: {
    call: 'to_string(field, format)',
    text: 'A time or number as text, by a format of PostgreSQL\'s `to_char`: `to_string(producer_timestamp, "YYYY-MM-DD")`.',
  },
};

const typeNames: Readonly<Record<PqlField['type'], string>> = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  timestamp: 'time',
  any: 'any value',
  json: 'structure',
  path: 'path',
  array: 'list',
};

/** The type of a field in a word or two. */
export function typeName(field: PqlField): string {
  if (field.holds === 'boolean') return 'boolean';
  return field.holds === 'timestamp' ? 'time' : typeNames[field.type];
}

export function describeField(entity: PqlEntity, field: PqlField): string {
  const limits = [
    ...(field.filterable ? [] : ['cannot stand in conditions']),
    ...(field.projectable ? [] : ['in conditions alone']),
  ];
  const values = field.values === undefined ? [] : [field.values.map((value) => `\`"${value}"\``).join(', ')];
  const facts = [`**\`${field.name}\`** of \`${entity.name}\``, typeName(field), ...limits].join(' · ');
  return [facts, field.description, ...values].join('\n\n');
}

export function describeEntity(entity: PqlEntity): string {
  const fields = [...entity.fields.keys()].map((name) => `\`${name}\``).join(', ');
  const others = [...entity.relations.keys()].map((name) => `\`${name} {…}\``).join(', ');
  const related = others === '' ? [] : [`Conditions on what belongs to a row: ${others}`];
  return [`**\`${entity.name}\`** — ${entity.description}`, `Fields: ${fields}`, ...related].join('\n\n');
}

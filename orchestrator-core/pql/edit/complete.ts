import type { AstValue } from '../ast.ts';
import { nodeStates, type PqlEntity, type PqlField, pqlEntities } from '../entities.ts';
import { printString } from '../print-pql.ts';
import { queryFunctions } from '../syntax/parse.ts';
import type { Span } from '../syntax/tree.ts';
import { anyField, type PqlPlace, pqlPlace, stepsOf } from './place.ts';
import { type PqlWish, wishAt } from './wish.ts';
import { describeEntity, describeField, functionTexts, keywordTexts, operatorTexts, typeName } from './words.ts';

/** Something that can be written at a place of a query. */
export interface PqlCompletion {
  readonly label: string;
  readonly kind: 'entity' | 'field' | 'operator' | 'keyword' | 'function' | 'value';
  /** What it replaces. */
  readonly span: Span;
  /** In the syntax of snippets: `$1` and `$0` are where the cursor stands next. */
  readonly insert: string;
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** By what lists are sorted. */
  readonly sort: string;
  /** Whether more can be chosen where the cursor stands afterwards. */
  readonly asksAgain?: boolean;
}

/** Answers what only the nodes know, as far as somebody has asked them; see `pqlWish`. */
export type PqlVocabulary = (wish: PqlWish) => readonly AstValue[];

/** Everything that can be written at `offset`, whatever comes behind it. */
export function completePql(
  text: string,
  offset: number,
  vocabulary: PqlVocabulary = () => [],
): readonly PqlCompletion[] {
  const place = pqlPlace(text, offset);
  const wish = wishAt(place);
  const known = wish === undefined ? [] : vocabulary(wish);
  if (place.quote !== undefined) return values(place, known);
  if (wish?.below !== undefined && place.word.text.includes('.')) return steps(place, known);
  return [
    ...fields(place),
    ...functions(place),
    ...entities(place),
    ...operators(place),
    ...keywords(place),
    ...literals(place, known),
  ];
}

function entityOf(place: PqlPlace): PqlEntity | undefined {
  return pqlEntities.get(place.frame?.entity ?? '');
}

function fields(place: PqlPlace): readonly PqlCompletion[] {
  const entity = entityOf(place);
  if (entity === undefined || !place.expected.has(anyField)) return [];
  const isFilter = place.frame?.clause === 'filter';
  const fit = [...entity.fields.values()].filter((field) => (isFilter ? field.filterable : field.projectable));
  const found = fit.flatMap((field): readonly PqlCompletion[] => {
    const item: PqlCompletion = {
      label: field.name,
      kind: 'field',
      span: place.word,
      insert: field.name,
      detail: typeName(field),
      documentation: describeField(entity, field),
      sort: `1${field.name}`,
    };
    if (!field.dotted || place.frame?.clause === 'order by') return [item];
    return [item, { ...item, label: `${field.name}.`, insert: `${field.name}.`, asksAgain: true }];
  });
  if (!isFilter || !entity.fields.has('certname')) return found;
  const state: PqlCompletion = {
    label: 'node_state',
    kind: 'field',
    span: place.word,
    insert: 'node_state = "$1"$0',
    documentation: 'Which nodes a query sees: `active` ones unless it says `inactive` or `any`.',
    sort: '1node_state',
    asksAgain: true,
  };
  return [...found, state];
}

function functions(place: PqlPlace): readonly PqlCompletion[] {
  return queryFunctions
    .filter((name) => place.expected.has(name))
    .map((name) => ({
      label: `${name}()`,
      kind: 'function',
      span: place.word,
      insert: name === 'count' ? 'count()$0' : name === 'to_string' ? 'to_string($1, "$2")$0' : `${name}($1)$0`,
      ...(functionTexts[name] === undefined
        ? {}
        : { detail: functionTexts[name].call, documentation: functionTexts[name].text }),
      sort: `2${name}`,
      asksAgain: name !== 'count',
    }));
}

/** At the beginning and behind `in` whole queries; in conditions the entities that have rows which belong to this one. */
function entities(place: PqlPlace): readonly PqlCompletion[] {
  const around = entityOf(place);
  const isCondition = place.expected.has(anyField);
  return [...pqlEntities.values()]
    .filter((entity) => entity.inPql && place.expected.has(entity.name))
    .flatMap((entity): readonly PqlCompletion[] => {
      if (isCondition && around?.relations.has(entity.name) !== true) return [];
      const insert = isCondition ? `${entity.name} { $0 }` : `${entity.name}[$1] { $0 }`;
      const documentation = describeEntity(entity);
      return [
        {
          label: entity.name,
          kind: 'entity',
          span: place.word,
          insert,
          documentation,
          detail: entity.description,
          sort: `3${entity.name}`,
          asksAgain: true,
        },
      ];
    });
}

const orders: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

function operators(place: PqlPlace): readonly PqlCompletion[] {
  const field = fieldOf(place);
  const fit = (operator: string): boolean => {
    if (field === undefined) return operator !== '~>';
    if (operator === '~>') return field.type === 'path';
    if (orders.has(operator)) return ['number', 'timestamp', 'any', 'json'].includes(field.type);
    return operator !== '~' && operator !== '!~' ? true : field.type !== 'timestamp' && field.type !== 'number';
  };
  const wanted = Object.keys(operatorTexts).filter((operator) => place.expected.has(operator) && fit(operator));
  const documentation = (operator: string) => {
    const told = operatorTexts[operator];
    return told === undefined ? {} : { documentation: told };
  };
  return wanted.map((operator, index) => ({
    label: operator,
    kind: 'operator',
    span: place.word,
    insert: operator === '~>' ? '~> ["$1"]$0' : `${operator} `,
    ...documentation(operator),
    sort: `4${index}`,
    asksAgain: true,
  }));
}

const keywordOrder = [
  'in',
  'is null',
  'is not null',
  'and',
  'or',
  'group by',
  'order by',
  'limit',
  'offset',
  'asc',
  'desc',
];

function keywords(place: PqlPlace): readonly PqlCompletion[] {
  return keywordOrder
    .filter((keyword) => place.expected.has(keyword))
    .map((keyword, index) => ({
      label: keyword,
      kind: 'keyword',
      span: place.word,
      insert: /^(?:is|asc|desc)/.test(keyword) ? keyword : `${keyword} `,
      documentation: keywordTexts[keyword] ?? '',
      sort: `5${String(index).padStart(2, '0')}`,
    }));
}

/** The field that a condition is about. */
function fieldOf({ frame }: PqlPlace): PqlField | undefined {
  const [name = ''] = frame?.field?.split('.') ?? [];
  return pqlEntities.get(frame?.entity ?? '')?.fields.get(name);
}

/** Whether a value of a condition is written; functions take strings, too. */
function isComparing({ frame }: PqlPlace): boolean {
  return frame?.clause === 'filter' && frame.operator !== undefined;
}

/** Values where nothing is written of them yet, in the quotes that they need. */
function literals(place: PqlPlace, known: readonly AstValue[]): readonly PqlCompletion[] {
  if (!place.expected.has('"') || !isComparing(place)) return [];
  const isBoolean = place.expected.has('true');
  const found = [...fixed(place), ...known];
  const field = fieldOf(place);
  const isTrueOrFalse = field?.type === 'boolean' || field?.holds === 'boolean';
  const all = isTrueOrFalse ? [true, false] : found;
  return all.flatMap((value) => {
    if (typeof value === 'boolean' && !isBoolean) return [];
    return literal(place, value);
  });
}

function literal(place: PqlPlace, value: AstValue): readonly PqlCompletion[] {
  if (
    typeof value === 'object' ||
    (typeof value === 'number' && !Number.isSafeInteger(value) && !/\./.test(String(value)))
  )
    return [];
  if (typeof value === 'string') {
    const text = printString(value);
    return [{ label: text, kind: 'value', span: place.word, insert: escaped(text), sort: `0${value}` }];
  }
  return [{ label: String(value), kind: 'value', span: place.word, insert: String(value), sort: `0${value}` }];
}

/** Values for the inside of a string. */
function values(place: PqlPlace, known: readonly AstValue[]): readonly PqlCompletion[] {
  const { quote } = place;
  if (quote === undefined || !isComparing(place)) return [];
  return [...fixed(place), ...known].flatMap((value): readonly PqlCompletion[] => {
    if (typeof value !== 'string') return [];
    const inside = quote === '"' ? JSON.stringify(value).slice(1, -1) : value.replaceAll("'", "\\'");
    return [{ label: value, kind: 'value', span: place.word, insert: escaped(inside), sort: `0${value}` }];
  });
}

/** Values that the language itself knows. */
function fixed({ frame }: PqlPlace): readonly string[] {
  if (frame?.field === 'node_state') return nodeStates;
  return pqlEntities.get(frame?.entity ?? '')?.fields.get(frame?.field ?? '')?.values ?? [];
}

/** The next steps of a dotted field. */
function steps(place: PqlPlace, known: readonly AstValue[]): readonly PqlCompletion[] {
  const { word } = place;
  const last = stepsOf(word.text).at(-1) ?? '';
  const isQuoted = word.text.endsWith(`"${last}`) && last !== '';
  const start = word.start + word.text.length - last.length - (isQuoted || word.text.endsWith('."') ? 1 : 0);
  const span = { start, end: word.end };
  return known.flatMap((step): readonly PqlCompletion[] => {
    if (typeof step !== 'string') return [];
    const isPlain = /^[^\s.",[\]!<=>~{}()]+$/.test(step);
    // A step in quotes ends before a dot or white space only.
    const text = isPlain ? step : `"${step}"`;
    return step.includes('"') ? [] : [{ label: step, kind: 'field', span, insert: escaped(text), sort: `1${step}` }];
  });
}

/** Text as it stands in a snippet. */
function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

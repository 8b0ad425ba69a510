// biome-ignore-all lint/suspicious/noTemplateCurlyInString: stops of snippets

import type { Completion } from '../../documents/answers.ts';
import type { Place } from '../code.ts';
import { type Site, tokenBefore } from './site.ts';

interface Keyword {
  readonly label: string;
  readonly insert: string;
  readonly text: string;
  readonly place?: Place;
}

const statements: readonly Keyword[] = [
  { label: 'if', insert: 'if ${1:condition} {\n  $0\n}', text: 'Runs the block if the condition is true.' },
  { label: 'if else', insert: 'if ${1:condition} {\n  $2\n} else {\n  $0\n}', text: 'Runs one of two blocks.' },
  { label: 'unless', insert: 'unless ${1:condition} {\n  $0\n}', text: 'Runs the block if the condition is not true.' },
  {
    label: 'case',
    insert: "case ${1:\\$value} {\n  ${2:'match'}: {\n    $0\n  }\n  default: {\n  }\n}",
    text: 'Runs the block of the first option that matches.',
  },
  {
    label: 'apply',
    insert: 'apply(${1:\\$targets}) {\n  $0\n}',
    text: 'Compiles the block to a catalog for each target and applies it there.',
    place: 'plan',
  },
];

const values: readonly Keyword[] = [
  { label: 'true', insert: 'true', text: 'The Boolean true.' },
  { label: 'false', insert: 'false', text: 'The Boolean false.' },
  { label: 'undef', insert: 'undef', text: 'No value.' },
  { label: 'default', insert: 'default', text: 'What is taken when nothing else fits.' },
];

const operators: readonly Keyword[] = [
  { label: 'and', insert: 'and ', text: 'True if both are true.' },
  { label: 'or', insert: 'or ', text: 'True if one of them is true.' },
  { label: 'in', insert: 'in ', text: 'True if the right contains the left.' },
];

const branches: readonly Keyword[] = [
  { label: 'else', insert: 'else {\n  $0\n}', text: 'Runs if no condition before was true.' },
  {
    label: 'elsif',
    insert: 'elsif ${1:condition} {\n  $0\n}',
    text: 'Runs if its condition is the first that is true.',
  },
];

/** Words that begin a statement. */
export function completeStatements(site: Site, place: Place): readonly Completion[] {
  const own = statements.filter((each) => each.place === undefined || each.place === place);
  return [...own, ...(tokenBefore(site)?.kind === '}' ? branches : [])].map((each) => keyword(site, each));
}

/** Words that are values; `if` and `case` are values too. */
export function completeWords(site: Site): readonly Completion[] {
  return [...values, ...statements.filter(({ label }) => label === 'if else' || label === 'case')].map((each) =>
    keyword(site, each),
  );
}

/** What can follow a value on its line. */
export function completeOperators(site: Site): readonly Completion[] {
  return (tokenBefore(site)?.kind === '}' ? branches : operators).map((each) => keyword(site, each));
}

function keyword({ cursor: { span } }: Site, { label, insert, text }: Keyword): Completion {
  const isSnippet = /\$/.test(insert);
  return {
    label,
    kind: isSnippet ? 'snippet' : 'keyword',
    span,
    insert,
    ...(isSnippet ? { isSnippet } : {}),
    documentation: text,
    sort: `2${label}`,
  };
}

import {
  briefPqlError,
  checkPql,
  completePql,
  type PqlVocabulary,
  parsePql,
} from '../../../orchestrator-core/pql/index.ts';

/** Something that can be written at the end of a query. */
export interface QueryChoice {
  readonly label: string;
  readonly detail: string;
  /** The query with it. */
  readonly text: string;
}

const mostChoices = 100;

/** What can be written where a query ends so far. What only the nodes know `vocabulary` says, as far as they were asked. */
export function queryChoices(text: string, vocabulary: PqlVocabulary): readonly QueryChoice[] {
  return [...completePql(text, text.length, vocabulary)]
    .sort((a, b) => (a.sort < b.sort ? -1 : 1))
    .filter(({ label, span }) => fits(label, text.slice(span.start)))
    .slice(0, mostChoices)
    .map(({ label, detail = '', span, insert }) => {
      const written = beforeCursor(insert);
      return { label, detail, text: text.slice(0, span.start) + written };
    });
}

function fits(label: string, written: string): boolean {
  const letters = written.replace(/^["']/, '').toLowerCase();
  return letters === '' || label.toLowerCase().includes(letters);
}

/** A snippet up to where the cursor stands first: in a box it stands at the end. */
function beforeCursor(insert: string): string {
  const stop = /\$(?:\d+|\{\d+(?::[^}]*)?\})/.exec(insert);
  return (stop === null ? insert : insert.slice(0, stop.index)).replaceAll(/\\([$}\\])/g, '$1');
}

/** What is wrong with a query, in one line; undefined where PuppetDB would take it. Lists in JSON are left to whoever answers. */
export function queryProblem(text: string): string | undefined {
  if (text.trim() === '' || /^\s*\[/.test(text)) return undefined;
  const parsed = parsePql(text);
  if (!parsed.ok) {
    const { start } = parsed.error;
    const place = start < text.trimEnd().length ? `Column ${start + 1}: ` : '';
    return place + briefPqlError(parsed.error);
  }
  return checkPql(parsed.tree)[0]?.message;
}

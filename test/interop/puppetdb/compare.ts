import { isJsonObject, type Json } from '../../../orchestrator-core/common/index.ts';
import { parsePuppetDb, sortedText } from '../../../orchestrator-core/store/index.ts';
import type { Answer, Question } from './ask.ts';

/** What two servers can't have alike: when they received something, and a hash that depends on chance. */
const receipts = new Set(['facts_timestamp', 'catalog_timestamp', 'receive_time', 'report_receive_time']);

/** What differs between two answers to a question; undefined where nothing does. */
export function difference(question: Question, theirs: Answer, ours: Answer): string | undefined {
  const told = (why: string): string =>
    `${describe(question)}\n  ${why}\n  theirs ${brief(theirs)}\n  ours   ${brief(ours)}`;
  // Where theirs breaks ours has a better answer; it must not break as well.
  const isBroken = theirs.status >= 500 || theirs.text.startsWith('No implementation of method');
  if (isBroken) return ours.status >= 500 ? told('both failed') : undefined;
  if (theirs.status !== ours.status) return told('another status');
  if (theirs.total !== ours.total) return told(`X-Records: ${theirs.total} and ${ours.total}`);
  if (theirs.type !== ours.type) return told(`${theirs.type} and ${ours.type}`);
  if (theirs.status !== 200) return theirs.text.trim() === ours.text.trim() ? undefined : told('another sentence');
  const isOrdered = /order by/.test(question.params['query'] ?? '') || 'order_by' in question.params;
  const [expected, found] = [theirs, ours].map(({ text }) => normalized(parsePuppetDb(text), question, isOrdered));
  return expected === found ? undefined : told(firstDifference(expected ?? '', found ?? ''));
}

function describe({ path, params }: Question): string {
  return [path, ...Object.entries(params).map(([name, value]) => `${name}: ${value}`)]
    .filter((part) => part !== '')
    .join(' · ');
}

function brief({ status, text }: Answer): string {
  return `${status} ${text.length} characters ${text.slice(0, 300).replaceAll('\n', ' ')}`;
}

/** The text of an answer without what cannot be alike; lists that have no order are sorted. */
function normalized(value: Json, question: Question, isOrdered: boolean): string {
  const masked = mask(value, question, 0);
  if (!Array.isArray(masked)) return sortedText(masked);
  // A group of equal numbers is called by any of them.
  const isGrouped = /group by/.test(question.params['query'] ?? '');
  const rows = masked.map((row) => (isGrouped ? sortedText(row).replace(/(\d)\.0(?=[,}\]])/g, '$1') : sortedText(row)));
  return `[\n${(isOrdered ? rows : rows.sort()).join('\n')}\n]`;
}

function mask(value: Json, question: Question, depth: number): Json {
  if (Array.isArray(value)) {
    const items = value.map((item) => mask(item, question, depth + 1));
    // Parts of an answer: tags, facts of a set, resources of a catalog. Values have their order.
    return depth > 1 && items.every((item) => isJsonObject(item) || typeof item === 'string')
      ? items.sort((a, b) => (sortedText(a) < sortedText(b) ? -1 : 1))
      : items;
  }
  if (!isJsonObject(value)) return value;
  const isReceipt = (key: string): boolean => receipts.has(key) || (key === 'timestamp' && hasReceipt(value));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (isReceipt(key) || (key === 'hash' && 'catalog_uuid' in value && !('report_format' in value))) {
        return [key, inner === null ? null : 'masked'];
      }
      return [key, mask(inner, question, depth + 1)];
    }),
  );
}

/** Of sets of facts and of the inventory the time is that of receipt. */
function hasReceipt(row: Readonly<Record<string, Json>>): boolean {
  return 'facts' in row || ('producer_timestamp' in row && 'hash' in row);
}

function firstDifference(expected: string, found: string): string {
  const [theirs, ours] = [expected.split('\n'), found.split('\n')];
  const only = (a: readonly string[], b: readonly string[]): string => a.find((line) => !b.includes(line)) ?? '';
  const [first, second] = [only(theirs, ours), only(ours, theirs)];
  // What is alike at their beginning says which row it is, and no more.
  let same = 0;
  while (same < first.length && first[same] === second[same]) same += 1;
  const shown = (line: string): string => `${line.slice(0, 80)} … ${line.slice(Math.max(80, same - 60), same + 200)}`;
  return `${theirs.length - 2} and ${ours.length - 2} rows\n  only theirs ${shown(first)}\n  only ours   ${shown(second)}`;
}

import type { SessionAnswer } from '../../plans/index.ts';
import type { Paint } from '../output/paint.ts';
import { errorText, outcomeText } from '../output/plan-lines.ts';

/** An answer for people: a value as it is written in Puppet, results as plans print them, an error below its place. */
export function answerText(answer: SessionAnswer, source: string, paint: Paint): string {
  if (!answer.ok) return caretText(answer, source, paint) + errorText(answer.error, paint);
  const { value, shape } = answer;
  if (shape === 'undef') return `${paint('dim', 'undef')}\n`;
  return shape === 'data' ? `${answer.source}\n` : outcomeText({ ok: true, value, shape }, paint);
}

/** The line of the input that an error is about, with marks below what is meant. */
function caretText({ span }: SessionAnswer & { readonly ok: false }, source: string, paint: Paint): string {
  if (span === undefined) return '';
  const { line, text, column } = placeIn(source, span.start);
  const number = source.includes('\n') ? `${line}: ` : '';
  const length = Math.max(1, Math.min(span.end - span.start, text.length - column));
  // Tabs stay, so that the marks stand below what they mean.
  const before = `${number}${text.slice(0, column)}`.replace(/[^\t]/g, ' ');
  return `  ${number}${text}\n  ${before}${paint('red', '^'.repeat(length))}\n`;
}

/** Line from 1, column from 0. */
function placeIn(source: string, offset: number): { line: number; text: string; column: number } {
  const before = source.slice(0, offset);
  const begin = before.lastIndexOf('\n') + 1;
  const [text = ''] = source.slice(begin).split('\n');
  return { line: before.split('\n').length, text, column: offset - begin };
}

/** An answer for programs, in one line: as `baton eval` has it, with the value as plans print it. */
export function answerJson(answer: SessionAnswer, source: string): string {
  if (answer.ok) {
    const { value, type, text } = answer;
    return JSON.stringify({ ok: true, value, type, str: text });
  }
  const { error, span } = answer;
  const { line, column = 0 } = span === undefined ? {} : placeIn(source, span.start);
  const place = line === undefined ? {} : { line, column: column + 1 };
  return JSON.stringify({ ok: false, error: error.msg, kind: error.kind, details: error.details, ...place });
}

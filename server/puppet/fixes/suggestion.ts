import { referenceName } from '../../../orchestrator-core/language/index.ts';
import type { Fix } from '../../documents/words.ts';
import type { FixContext } from './fixes.ts';

/** Writes what was probably meant. */
export function suggestionFix({ document, finding }: FixContext): readonly Fix[] {
  const { code, name, suggestion, start, end } = finding;
  if (name === undefined || suggestion === undefined || code === 'misplaced-definition') return [];
  const written = document.source.text.slice(start, end);
  const plain = name.replace(/^::/, '');
  const at = written.toLowerCase().indexOf(plain.toLowerCase());
  if (at < 0) return [];
  const found = written.slice(at, at + plain.length);
  const isReference = /^[A-Z]/.test(found) && code !== 'unknown-data-type';
  const text = isReference ? referenceName(suggestion) : suggestion;
  const sign = code === 'unknown-variable' ? '$' : '';
  const change = { start: start + at, end: start + at + plain.length, text };
  return [
    {
      title: `Change '${sign}${found}' to '${sign}${text}'`,
      files: [{ path: document.source.path, changes: [change] }],
      isPreferred: true,
    },
  ];
}

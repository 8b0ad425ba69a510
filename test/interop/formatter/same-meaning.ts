import { isDeepStrictEqual } from 'node:util';
import type { Parsed } from '../../../orchestrator-core/language/index.ts';

/** Whether two sources have the same tree, wherever its nodes stand, and the same comments in the same order. */
export function sameMeaning(left: Parsed, right: Parsed): boolean {
  return (
    isDeepStrictEqual(withoutPlaces(left.program), withoutPlaces(right.program)) &&
    isDeepStrictEqual(commentsOf(left), commentsOf(right)) &&
    isDeepStrictEqual(
      left.faults.map(({ message }) => message),
      right.faults.map(({ message }) => message),
    )
  );
}

/** Without the first half of a line break that Windows writes. */
function commentsOf({ source, comments }: Parsed): readonly string[] {
  return comments.map(({ start, end }) => source.slice(start, end).replace(/\r$/, ''));
}

function withoutPlaces(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutPlaces);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'start' && key !== 'end' && key !== 'nameSpan')
      .map(([key, value]) => [key, withoutPlaces(value)]),
  );
}

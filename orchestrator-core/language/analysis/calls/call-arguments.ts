import type { Call, Expression, KeyedEntry, LiteralHash, MethodCall } from '../../syntax/ast.ts';

/** What a function is called with: the value before the dot first, and `a => 1, b => 2` as the hash that it means. */
export function argumentsOf(call: Call | MethodCall): readonly Expression[] {
  return groupEntries(call.kind === 'method-call' ? [call.left, ...call.arguments] : call.arguments);
}

/** Arguments as they are written, but for `a => 1, b => 2`, which is one hash. */
export function groupEntries(written: readonly (Expression | KeyedEntry)[]): readonly Expression[] {
  if (written.every(isExpression)) return written;
  const found: Expression[] = [];
  let entries: KeyedEntry[] = [];
  for (const argument of written) {
    if (argument.kind === 'entry') entries.push(argument);
    else {
      if (entries.length > 0) found.push(hashOf(entries));
      entries = [];
      found.push(argument);
    }
  }
  if (entries.length > 0) found.push(hashOf(entries));
  return found;
}

function isExpression(argument: Expression | KeyedEntry): argument is Expression {
  return argument.kind !== 'entry';
}

function hashOf(entries: readonly KeyedEntry[]): LiteralHash {
  return { kind: 'hash', entries, start: entries[0]?.start ?? 0, end: entries.at(-1)?.end ?? 0 };
}

/** The string that an expression surely is. */
export function textOf(node: Expression): string | undefined {
  return node.kind === 'string' || node.kind === 'name' ? node.value : undefined;
}

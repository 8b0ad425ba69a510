import { type FormatOptions, formatSource } from '../../orchestrator-core/language/index.ts';
import type { Change, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';

/**
 * The smallest changes that lay a manifest or plan out by the Puppet style guide; with `within` only those that touch
 * one of those spans. Templates and the other documents are left alone.
 */
export async function formatting(
  workspace: Workspace,
  path: string,
  options: Pick<FormatOptions, 'tabWidth'>,
  within?: readonly Span[],
): Promise<readonly Change[]> {
  if ((await workspace.kindOf(path)) !== 'puppet') return [];
  const document = await workspace.puppet(path);
  if (document === undefined || document.dialect === 'template') return [];
  const changes = formatSource(document.parsed, { ...options, lex: { tasks: document.dialect === 'plan' } });
  if (within === undefined) return changes;
  return changes.filter(({ start, end }) => within.some((span) => start <= span.end && span.start <= end));
}

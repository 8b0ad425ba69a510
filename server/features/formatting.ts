import { type FormatOptions, formatSource } from '../../orchestrator-core/language/index.ts';
import type { Change, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { formatQueries } from '../pql/features.ts';

/**
 * The smallest changes that lay a manifest or plan out by the Puppet style guide, or each query of a file; with `within` only those that touch
 * one of those spans. Templates and the other documents are left alone.
 */
export async function formatting(
  workspace: Workspace,
  path: string,
  options: Pick<FormatOptions, 'tabWidth'>,
  within?: readonly Span[],
): Promise<readonly Change[]> {
  const changes = await changesOf(workspace, path, options);
  if (within === undefined) return changes;
  return changes.filter(({ start, end }) => within.some((span) => start <= span.end && span.start <= end));
}

async function changesOf(
  workspace: Workspace,
  path: string,
  options: Pick<FormatOptions, 'tabWidth'>,
): Promise<readonly Change[]> {
  const kind = await workspace.kindOf(path);
  if (kind === 'pql') return formatQueries(workspace, path);
  const document = kind === 'puppet' ? await workspace.puppet(path) : undefined;
  if (document === undefined || document.dialect === 'template') return [];
  return formatSource(document.parsed, { ...options, lex: { tasks: document.dialect === 'plan' } });
}

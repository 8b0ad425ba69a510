import type { SemanticToken } from '../documents/answers.ts';
import { type TypeToken, typeTokens } from '../documents/type-text.ts';
import type { Workspace } from '../documents/workspace.ts';
import { queryTokens } from '../pql/features.ts';
import { puppetColours } from '../puppet/colours.ts';
import { yamlKindOf } from '../yaml/kinds.ts';

const kindOf: Readonly<Record<TypeToken['kind'], SemanticToken['kind']>> = {
  name: 'type',
  word: 'enumMember',
  string: 'string',
  number: 'number',
  regexp: 'regexp',
  operator: 'operator',
};

/** Colours for the type expressions inside the strings of task metadata, and for what names mean in Puppet source. */
export async function semanticTokens(workspace: Workspace, path: string): Promise<readonly SemanticToken[]> {
  const own = await ownTokens(workspace, path);
  const inQueries = await queryTokens(workspace, path);
  return inQueries.length === 0 ? own : [...own, ...inQueries].sort((a, b) => a.start - b.start);
}

async function ownTokens(workspace: Workspace, path: string): Promise<readonly SemanticToken[]> {
  const yaml = await yamlKindOf(workspace, path);
  if (yaml !== undefined) return (await yaml.tokens?.(workspace, path)) ?? [];
  const kind = await workspace.kindOf(path);
  if (kind === 'puppet') {
    const document = await workspace.puppet(path);
    return document === undefined ? [] : puppetColours(document);
  }
  if (kind !== 'task-metadata') return [];
  const metadata = await workspace.metadata(path);
  return (metadata?.parameters ?? []).flatMap(({ type }) =>
    type === undefined
      ? []
      : typeTokens(type.map.value).map((token) => ({ ...type.map.toDocument(token), kind: kindOf[token.kind] })),
  );
}

import { type TypeToken, typeTokens } from '../documents/type-text.ts';
import type { Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';

/** What kinds of tokens there are, in the order in which the protocol numbers them. */
export const tokenKinds = ['type', 'enumMember', 'string', 'number', 'regexp', 'operator'] as const;

export interface SemanticToken extends Span {
  readonly kind: (typeof tokenKinds)[number];
}

const kindOf: Readonly<Record<TypeToken['kind'], SemanticToken['kind']>> = {
  name: 'type',
  word: 'enumMember',
  string: 'string',
  number: 'number',
  regexp: 'regexp',
  operator: 'operator',
};

/** Colours for the type expressions inside the strings of task metadata. */
export async function semanticTokens(workspace: Workspace, path: string): Promise<readonly SemanticToken[]> {
  if ((await workspace.kindOf(path)) !== 'task-metadata') return [];
  const metadata = await workspace.metadata(path);
  return (metadata?.parameters ?? []).flatMap(({ type }) =>
    type === undefined
      ? []
      : typeTokens(type.map.value).map((token) => ({ ...type.map.toDocument(token), kind: kindOf[token.kind] })),
  );
}

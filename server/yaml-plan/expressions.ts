import type { World } from '../../orchestrator-core/language/index.ts';
import { stringsIn } from '../../orchestrator-core/plans/index.ts';
import { typeTokens } from '../documents/type-text.ts';
import type { Span } from '../documents/words.ts';
import type { Completion } from '../features/completion.ts';
import type { SemanticToken } from '../features/semantic-tokens.ts';
import { puppetColours } from '../puppet/colours.ts';
import { readPuppet } from '../puppet/document.ts';
import { visibleVariables } from './complete.ts';
import { pathOfView, type YamlPlanDocument } from './document.ts';

/** Variables behind `$`, and in code the functions. */
export function completeExpression(
  document: YamlPlanDocument,
  world: World,
  offset: number,
  isCode: boolean,
): readonly Completion[] {
  const { text } = document.source;
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const rest = /^\w*/.exec(text.slice(offset))?.[0].length ?? 0;
  const variable = /\$\{?(\w*)$/.exec(line);
  if (variable !== null) {
    const span: Span = { start: offset - (variable[1]?.length ?? 0), end: offset + rest };
    return visibleVariables(document, offset).map(({ name, detail, description }) => ({
      label: name,
      kind: 'parameter' as const,
      span,
      insert: name,
      detail,
      ...(description === undefined ? {} : { documentation: description }),
    }));
  }
  const isInside = isCode || /\$\{[^}]*$/.test(line);
  const word = isInside ? /(?:^|[^\w$:])([a-z]\w*(?:::\w*)*)?$/.exec(line) : null;
  if (word === null) return [];
  const span: Span = { start: offset - (word[1]?.length ?? 0), end: offset + rest };
  return [...world.all('function')]
    .filter(({ place }) => place !== 'catalog')
    .map(({ name, documentation }) => ({
      label: name,
      kind: 'value' as const,
      span,
      insert: name,
      ...(documentation === undefined ? {} : { documentation: documentation.summary ?? documentation.text }),
    }));
}

/** Colours for what names mean in the expressions, and for the types of parameters. */
export function planTokens(document: YamlPlanDocument): readonly SemanticToken[] {
  const { plan, source } = document;
  const { view } = document.whole();
  const evaluated = plan.entries
    .flatMap((entry) => stringsIn(entry.value))
    .filter((string) => string.expression !== undefined)
    .map((string) => string.inner);
  const colours = puppetColours(readPuppet({ path: pathOfView(document), text: view.text, version: source.version }));
  const tokens = colours.flatMap((token): readonly SemanticToken[] => {
    const span = view.toDocument(token);
    if (span === undefined || !evaluated.some(({ start, end }) => start <= span.start && span.end <= end)) return [];
    const isSame = source.text.slice(span.start, span.end) === view.text.slice(token.start, token.end);
    return isSame ? [{ ...token, start: span.start, end: span.end }] : [];
  });
  const types = plan.parameters.flatMap(({ type }) =>
    type === undefined
      ? []
      : typeTokens(type.value)
          .filter(({ kind }) => kind === 'name')
          .map((token): SemanticToken => ({ ...type.map.toDocument(token), kind: 'type' })),
  );
  return [...tokens, ...types].sort((a, b) => a.start - b.start);
}

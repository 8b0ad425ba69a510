import type { SyntaxNode } from '../../orchestrator-core/language/index.ts';
import { mapYamlScalar, type YamlNode, type YamlStyle, yamlEntry } from '../../orchestrator-core/project/index.ts';
import type { Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { nodesOf, type PuppetDocument } from '../puppet/document.ts';
import { stringAt } from '../yaml-plan/document.ts';
import { splitQueries } from './split.ts';
import { type StringPlace, stringPlace } from './strings.ts';

/** A query that stands in a document: a file of queries, a string of a plan, a plugin of an inventory. */
export interface DocumentQuery {
  readonly text: string;
  /** Where it stands, without quotes. */
  readonly span: Span;
  /** What people call it. */
  readonly title?: string;
  /** Undefined for what was not written as such. */
  toDocument(span: Span): Span | undefined;
  /** The offset in `text` of one in the document. */
  toQuery(offset: number): number | undefined;
  /** What is written into the document for a text of the query; undefined where it cannot stand there. */
  written(text: string): string | undefined;
}

/** All queries of a document, in the order of the text; none for documents that can have none. */
export async function queriesOf(workspace: Workspace, path: string): Promise<readonly DocumentQuery[]> {
  const source = await workspace.files.source(path);
  if (source === undefined) return [];
  const kind = await workspace.kindOf(path);
  if (kind === 'pql') return splitQueries(source.text);
  // Most documents have none, and are asked with every keystroke.
  if (kind === 'inventory') return source.text.includes('puppetdb') ? inInventory(workspace, path) : [];
  if (!source.text.includes('puppetdb_query')) return [];
  if (kind === 'yaml-plan') return inYamlPlan(workspace, path);
  const document = kind === 'puppet' ? await workspace.puppet(path) : undefined;
  return document === undefined ? [] : inPuppet(document);
}

/** The query that `offset` is in or touches. */
export async function queryAt(
  workspace: Workspace,
  path: string,
  offset: number,
): Promise<{ readonly query: DocumentQuery; readonly at: number } | undefined> {
  for (const query of await queriesOf(workspace, path)) {
    if (offset < query.span.start || offset > query.span.end) continue;
    const at = query.toQuery(offset);
    if (at !== undefined) return { query, at };
  }
  return undefined;
}

/** The queries that a source asks with strings that are known before it runs. */
function inPuppet({ source, nodes }: PuppetDocument): readonly DocumentQuery[] {
  return stringsAsked(nodes(), source.text).map((place) => ({
    ...place,
    toDocument: place.toSource,
    toQuery: place.toValue,
  }));
}

function stringsAsked(nodes: readonly SyntaxNode[], text: string): readonly StringPlace[] {
  return nodes.flatMap((node): readonly StringPlace[] => {
    if (node.kind !== 'call' || node.functor.kind !== 'name') return [];
    if (node.functor.value.replace(/^::/, '') !== 'puppetdb_query') return [];
    const [asked] = node.arguments;
    const place = asked === undefined ? undefined : stringPlace(asked, text);
    return place === undefined ? [] : [place];
  });
}

async function inYamlPlan(workspace: Workspace, path: string): Promise<readonly DocumentQuery[]> {
  const document = await workspace.yamlPlan(path);
  if (document === undefined) return [];
  const { view, parsed } = document.whole();
  return stringsAsked(nodesOf(parsed.program), view.text).flatMap((place): readonly DocumentQuery[] => {
    const span = view.toDocument(place.span);
    if (span === undefined) return [];
    const isAsWritten =
      document.source.text.slice(span.start, span.end) === view.text.slice(place.span.start, place.span.end);
    if (!isAsWritten) return [];
    const shift = span.start - place.span.start;
    const style = stringAt(document.plan, span.start)?.string.style;
    const back = (inner: Span): Span => ({ start: inner.start + shift, end: inner.end + shift });
    return [
      {
        ...place,
        span,
        toDocument: (inner) => back(place.toSource(inner)),
        toQuery: (offset) => place.toValue(offset - shift),
        written: (words) => {
          const text = place.written(words);
          return text === undefined ? undefined : intoScalar(text, style);
        },
      },
    ];
  });
}

async function inInventory(workspace: Workspace, path: string): Promise<readonly DocumentQuery[]> {
  const document = await workspace.yaml(path);
  if (document === undefined) return [];
  const { text } = document.source;
  const found: DocumentQuery[] = [];
  const visit = (node: YamlNode | undefined): void => {
    if (node?.kind === 'list') for (const item of node.items) visit(item);
    if (node?.kind !== 'map') return;
    const plugin = yamlEntry(node, '_plugin')?.value;
    for (const { key, value } of node.entries) {
      const isQuery = key.text === 'query' && plugin?.kind === 'scalar' && plugin.value === 'puppetdb';
      if (!isQuery || value?.kind !== 'scalar' || typeof value.value !== 'string') {
        visit(value);
        continue;
      }
      const map = mapYamlScalar(text, value);
      const { style } = value;
      found.push({
        text: map.value,
        span: value.inner,
        toDocument: map.toDocument,
        toQuery: map.toValue,
        written: (words) => intoScalar(words, style),
      });
    }
  };
  visit(document.root);
  return found;
}

/** Words as they stand in a scalar of this style; undefined where they would need more than quotes doubled. */
function intoScalar(words: string, style: YamlStyle | undefined): string | undefined {
  if (style === 'single') return words.replaceAll("'", "''");
  const refused = style === 'double' ? /["\\]/ : style === 'plain' ? /: | #/ : undefined;
  return refused?.test(words) === true ? undefined : words;
}

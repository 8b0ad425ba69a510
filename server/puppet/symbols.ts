import {
  children,
  type Parameter,
  type Resource,
  referenceName,
  type SyntaxNode,
} from '../../orchestrator-core/language/index.ts';
import type { DocumentSymbol, SymbolKind } from '../documents/answers.ts';
import type { Span } from '../documents/words.ts';

import type { PuppetDocument } from './document.ts';

/** The outline: definitions with their parameters, nodes, resources as `Type[title]`, and the variables that are set. */
export function puppetSymbols({ parsed, source }: PuppetDocument): readonly DocumentSymbol[] {
  return inside(parsed.program, source.text);
}

/** The symbols below a node. Conditions, calls and lambdas are no symbols; what is in them is. */
function inside(node: SyntaxNode, text: string): readonly DocumentSymbol[] {
  return children(node).flatMap((child) => symbolsOf(child, text));
}

function symbolsOf(node: SyntaxNode, text: string): readonly DocumentSymbol[] {
  switch (node.kind) {
    case 'class':
    case 'define':
    case 'plan':
    case 'function':
      return [symbol(node.kind, node.name, node, node.nameSpan, inside(node, text))];
    case 'application':
    case 'site':
      return [symbol('class', node.name || node.kind, node, startOf(node), inside(node, text))];
    case 'type-alias':
      return [symbol('type', written(node.left, text), node, node.left, [], written(node.type, text))];
    case 'type-definition':
      return [symbol('type', node.name, node, startOf(node), inside(node, text))];
    case 'node': {
      const [first] = node.hosts;
      const name = node.hosts.map((host) => written(host, text)).join(', ');
      return [symbol('node', name, node, first ?? node, inside(node, text))];
    }
    case 'lambda':
      // Its parameters are of interest where they are used, not in an outline.
      return inside(node.body, text);
    case 'parameter':
      return [parameter(node, text), ...(node.value === undefined ? [] : inside(node.value, text))];
    case 'resource':
      return resources(node, text);
    case 'assignment':
      return [...variables(node.left, node), ...inside(node.right, text)];
    default:
      return inside(node, text);
  }
}

function parameter(node: Parameter, text: string): DocumentSymbol {
  const type = node.type === undefined ? undefined : written(node.type, text);
  return symbol('parameter', node.name === '' ? '' : `$${node.name}`, node, node.nameSpan, [], type);
}

function variables(target: SyntaxNode, assignment: Span): readonly DocumentSymbol[] {
  if (target.kind === 'variable') return [symbol('variable', `$${target.name}`, assignment, target, [])];
  return target.kind === 'list' ? target.values.flatMap((value) => variables(value, assignment)) : [];
}

function resources(node: Resource, text: string): readonly DocumentSymbol[] {
  const type = referenceName(written(node.type, text));
  return node.bodies.map((body, index) => {
    const { title } = body;
    const name = title.kind === 'string' ? shortened(title.value) : written(title, text);
    // The first body has the type before it.
    const span = index === 0 ? { start: node.start, end: Math.max(body.end, title.end) } : body;
    return symbol(
      'resource',
      `${type}[${name}]`,
      span,
      title,
      inside(body, text),
      node.form === 'regular' ? undefined : node.form,
    );
  });
}

/** An editor wants a name that is not empty, and a name's span that lies within the whole. */
function symbol(
  kind: SymbolKind,
  name: string,
  whole: Span,
  at: Span,
  below: readonly DocumentSymbol[],
  detail?: string,
): DocumentSymbol {
  const { start, end } = whole;
  const inWhole = start <= at.start && at.end <= end;
  return {
    name: name.trim() === '' ? `(${kind} without a name)` : name,
    kind,
    span: { start, end },
    nameSpan: inWhole ? { start: at.start, end: at.end } : { start, end: start },
    children: below,
    ...(detail === undefined || detail === '' ? {} : { detail }),
  };
}

function startOf({ start }: Span): Span {
  return { start, end: start };
}

function written({ start, end }: Span, text: string): string {
  return shortened(text.slice(start, end));
}

/** On one line, and not longer than an outline is wide. */
function shortened(text: string): string {
  const line = text.slice(0, 200).replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

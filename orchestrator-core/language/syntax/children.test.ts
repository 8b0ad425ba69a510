import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import type { SyntaxNode } from './ast.ts';
import { children } from './children.ts';
import { parse } from './parser.ts';

/** Every kind of node: the compiler says when one is missing. */
const everyKind: Readonly<Record<SyntaxNode['kind'], true>> = {
  access: true,
  application: true,
  apply: true,
  assignment: true,
  attribute: true,
  binary: true,
  block: true,
  call: true,
  case: true,
  'case-option': true,
  class: true,
  collector: true,
  consumes: true,
  default: true,
  define: true,
  entry: true,
  epp: true,
  false: true,
  function: true,
  hash: true,
  heredoc: true,
  if: true,
  interpolation: true,
  lambda: true,
  list: true,
  'method-call': true,
  minus: true,
  missing: true,
  name: true,
  node: true,
  not: true,
  number: true,
  parameter: true,
  parenthesized: true,
  plan: true,
  produces: true,
  reference: true,
  regex: true,
  relationship: true,
  'render-expression': true,
  'render-string': true,
  reserved: true,
  resource: true,
  'resource-body': true,
  'resource-defaults': true,
  'resource-override': true,
  selector: true,
  'selector-entry': true,
  site: true,
  string: true,
  true: true,
  'type-alias': true,
  'type-definition': true,
  undef: true,
  unfold: true,
  unless: true,
  'untitled-resource': true,
  variable: true,
};

interface Recorded {
  readonly source: string;
  readonly tasks?: boolean;
  readonly epp?: boolean;
  readonly applications?: boolean;
}

/** Kinds of nodes that the recorded sources have none of, or seldom with all that they may hold. */
const more: readonly Recorded[] = [
  { source: '<%- | $a = 1, $b | -%><%= $a %><% if $a { %>x<% } %>', epp: true },
  { source: 'application a($b = 1) { c { d: export => E[f] } }  site { g { h: } }', applications: true },
  { source: 'A produces B { c => $d }  A consumes B { c => $d }', applications: true },
  { source: 'unless false { } else { }' },
  { source: "type A = B[c]  type D { $e }  node f, /g/ inherits 'h' { i { j: } }" },
  {
    source:
      'plan a(B $c = d, *$e) >> F { apply($g, h => i) { J { k => l } J[m] { n +> o } P <| q == r |> { s => t } } }',
  },
];

/** What of all that a node holds is a node. */
function nodesIn(node: SyntaxNode): readonly SyntaxNode[] {
  return Object.values(node)
    .flat()
    .filter((value): value is SyntaxNode => typeof value === 'object' && value !== null && 'kind' in value);
}

function byPlace(nodes: readonly SyntaxNode[]): readonly SyntaxNode[] {
  return [...nodes].sort((a, b) => a.start - b.start || a.end - b.end);
}

test('children are all the nodes that a node holds', async () => {
  const fixtures = await readFile(join(import.meta.dirname, 'fixtures/parsing.jsonl'), 'utf8');
  const recorded = fixtures.trimEnd().split('\n');
  const kinds = new Set<SyntaxNode['kind']>();
  for (const { source, ...options } of [...recorded.map((line): Recorded => JSON.parse(line)), ...more]) {
    const todo: SyntaxNode[] = [parse(source, options).program];
    for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
      const held = nodesIn(node);
      assert.deepEqual(byPlace(children(node)), byPlace(held), `${node.kind} in ${source}`);
      kinds.add(node.kind);
      todo.push(...held);
    }
  }
  assert.deepEqual([...kinds].sort(), Object.keys(everyKind).sort());
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: stops of snippets

import { children, type Definition, type SyntaxNode } from '../../../orchestrator-core/language/index.ts';
import type { Completion } from '../../documents/answers.ts';

import { type PuppetCode, textOf } from '../code.ts';
import { escaped, order, type Site } from './site.ts';

/** The tags of Puppet Strings, with what is written behind them. */
const tags: Readonly<Record<string, readonly [insert: string, text: string]>> = {
  summary: ['@summary ${1:What it does}', 'What it does, in one sentence.'],
  param: ['@param ${1:name} ${2:What it is for}', 'What a parameter is for.'],
  return: ['@return ${1:What it returns}', 'What is returned.'],
  example: ['@example ${1:Title}\n#   $0', 'How it is used: a title, and the code below it.'],
  option: ['@option ${1:parameter} [${2:String}] :${3:key} ${4:What it is for}', 'A key that a hash takes.'],
  api: ['@api ${1|private,public|}', 'Whether other modules may use it.'],
  deprecated: ['@deprecated ${1:What to use instead}', 'That it should no longer be used.'],
  note: ['@note ${1:note}', 'What has to be known.'],
  raise: ['@raise ${1:error}', 'When it fails.'],
  see: ['@see ${1:name}', 'What has to do with it.'],
  since: ['@since ${1:version}', 'The version that brought it.'],
  todo: ['@todo ${1:what}', 'What is left to be done.'],
};

/** In a comment before a definition: tags, names of parameters behind `@param`, or all that can be said of it. */
export function completeComment(site: Site): readonly Completion[] {
  const { code, cursor, offset } = site;
  const { source } = cursor;
  const line = source.slice(source.lastIndexOf('\n', offset - 1) + 1, offset);
  const definition = definitionBelow(code, cursor.span.end);
  if (definition === undefined || !/^\s*#/.test(line)) return [];
  const above = commentsAbove(source, definition.start);
  const parameter = /@param\s+(?:\[[^\]]*\]\s+)?(\w*)$/.exec(line)?.[1];
  if (parameter !== undefined) {
    return undocumented(definition, above).map((name, index) => ({
      label: name,
      kind: 'parameter',
      span: { start: offset - parameter.length, end: offset },
      insert: name,
      sort: order(index),
    }));
  }
  const tag = /(?:^\s*#\s*)(@?\w*)$/.exec(line)?.[1];
  if (tag === undefined) return [];
  const span = { start: offset - tag.length, end: offset };
  const own = Object.entries(tags).map(
    ([name, [insert, documentation]], index): Completion => ({
      label: `@${name}`,
      kind: 'keyword',
      span,
      insert,
      isSnippet: true,
      documentation,
      sort: `1${order(index)}`,
    }),
  );
  return above.replace(/[#\s]/g, '') === tag ? [wholeComment(code, definition, span), ...own] : own;
}

/** The definition that a comment at `offset` belongs to: only comments and single line ends are in between. */
function definitionBelow({ parsed }: PuppetCode, offset: number): Definition | undefined {
  let found: Definition | undefined;
  const todo: SyntaxNode[] = [parsed.program];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (isDefinition(node) && node.start >= offset && (found === undefined || node.start < found.start)) found = node;
    if (node.end >= offset) todo.push(...children(node));
  }
  if (found === undefined) return undefined;
  return /^(?:[ \t]*\r?\n[ \t]*#[^\n]*)*[ \t]*\r?\n[ \t]*$/.test(parsed.source.slice(offset, found.start))
    ? found
    : undefined;
}

function isDefinition(node: SyntaxNode): node is Definition {
  return node.kind === 'plan' || node.kind === 'class' || node.kind === 'define' || node.kind === 'function';
}

function commentsAbove(source: string, start: number): string {
  return /(?:^[ \t]*#[^\n]*\n)*[ \t]*$/m.exec(source.slice(0, start))?.[0] ?? '';
}

function undocumented({ parameters }: Definition, above: string): readonly string[] {
  const documented = new Set([...above.matchAll(/@param\s+(?:\[[^\]]*\]\s+)?(\w+)/g)].map((match) => match[1]));
  return parameters.map(({ name }) => name).filter((name) => name !== '' && !documented.has(name));
}

/** A summary, every parameter, and what is returned. */
function wholeComment(code: PuppetCode, definition: Definition, span: Completion['span']): Completion {
  const indent = /[ \t]*$/.exec(code.parsed.source.slice(0, definition.start))?.[0] ?? '';
  const names = undocumented(definition, '');
  const lines = [
    '@summary ${1:What it does}',
    ...(names.length === 0 ? [] : ['']),
    ...names.map((name, index) => `@param ${escaped(name)} \${${index + 2}:What it is for}`),
    ...(definition.returns === undefined
      ? []
      : ['', `@return [${escaped(textOf(code.parsed, definition.returns))}] $0`]),
  ];
  return {
    label: `document ${definition.kind} ${definition.name}`,
    kind: 'snippet',
    span,
    insert: lines.join(`\n${indent}# `).replace(/# $/gm, '#'),
    isSnippet: true,
    filter: '@document',
    documentation: 'A summary and every parameter.',
    sort: '0',
  };
}

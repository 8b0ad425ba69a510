import { commentBefore } from '../analysis/comment-before.ts';
import type { Documentation, OptionDeclaration } from '../analysis/declaration.ts';
import type { Parsed } from '../syntax/parser.ts';
import { markdown, takeLabels } from './markdown.ts';
import { readTags, type Tag, type Tagged } from './read-tags.ts';

/** What a comment says of a parameter. */
export interface ParameterDocumentation {
  /** Markdown. */
  readonly description?: string;
  /** As the comment has it; what the code says is the truth. */
  readonly type?: string;
  /** Keys of a hash that `@option` names. */
  readonly options?: readonly OptionDeclaration[];
}

/** What a comment says of a definition and its parameters, by their names without `$`. */
export interface DefinitionDocumentation {
  readonly documentation: Documentation;
  readonly parameters: ReadonlyMap<string, ParameterDocumentation>;
}

/** Reads the Puppet Strings comment right above a definition that begins at `offset`; undefined where there is none. */
export function documentationAt(parsed: Parsed, offset: number): DefinitionDocumentation | undefined {
  const comment = commentBefore(parsed, offset);
  return comment === undefined ? undefined : readDocumentation(comment);
}

/** The same comment as it is written, taken apart into its tags. */
export function documentationTags(parsed: Parsed, offset: number): Tagged {
  return readTags(commentBefore(parsed, offset) ?? '');
}

/**
 * Reads the text of a Puppet Strings comment: YARD's tags, and lists of parameters in the form of RDoc that older
 * modules have (`[*name*]`, `$name::`). Never throws.
 *
 * @param comment without the marks in front of its lines
 */
export function readDocumentation(comment: string): DefinitionDocumentation {
  const lines = comment.split(/\r?\n/).filter((line) => !/^\s*lint:(?:end)?ignore\b/.test(line));
  const { text, tags } = readTags(lines.join('\n'));
  const labelled = takeLabels(text);
  const parameters = new Map<string, ParameterDocumentation>();
  for (const [name, description] of labelled.labels) parameters.set(name, { description: markdown(description) });
  for (const tag of tags) {
    if (tag.name === 'param') addParameter(parameters, tag);
    else if (tag.name === 'option') addOption(parameters, tag);
  }
  return { documentation: describe(labelled.text, tags), parameters };
}

function describe(text: string, tags: readonly Tag[]): Documentation {
  const first = (name: string): string | undefined => tags.find((tag) => tag.name === name)?.text;
  const summary = first('summary');
  const returned = tags.filter((tag) => tag.name === 'return').map(({ text: written }) => typed(written));
  const examples = tags.filter((tag) => tag.name === 'example').map((tag) => example(tag.text));
  const deprecated = first('deprecated') ?? deprecatedIn(summary ?? text);
  const isPrivate = tags.some(
    ({ name, text: of }) => name === 'private' || (name === 'api' && of.trim() === 'private'),
  );
  return {
    text: [markdown(text), ...tags.flatMap(remark)].filter((part) => part !== '').join('\n\n'),
    ...(summary && { summary: markdown(summary.trim().replace(/\s*\n\s*/g, ' ')) }),
    ...(returned.length > 0 && { returns: returned.join('\n\n') }),
    ...(examples.length > 0 && { examples }),
    ...(isPrivate && { isPrivate }),
    ...(deprecated !== undefined && { deprecated: markdown(deprecated) }),
  };
}

/** What follows `DEPRECATED.` at the beginning, as stdlib has it; its links lead into a page that is not here. */
function deprecatedIn(text: string): string | undefined {
  const said = /^\W*DEPRECATED\b[\s.:*-]*(.*)/s.exec(text)?.[1];
  return said?.replace(/\[([^\]]*)\]\(#[^)]*\)/g, '$1').trim();
}

const remarks: Readonly<Record<string, string>> = { note: 'Note:', raise: 'Raises', see: 'See', since: 'Since' };

/** Tags that documentation has no place of its own for become sentences. */
function remark({ name, text: written }: Tag): readonly string[] {
  const text = written.trim();
  const word = Object.hasOwn(remarks, name) ? remarks[name] : undefined;
  if (word === undefined || text === '') return [];
  if (name === 'see' && /^[\w:]+$/.test(text)) return [`**${word}** \`${text}\``];
  return [`**${word}** ${name === 'raise' ? typed(text) : markdown(text)}`];
}

/** `[Type] text`, the type as code. */
function typed(text: string): string {
  const { type, rest } = takeType(text);
  return [type && `\`${type}\``, markdown(rest)].filter(Boolean).join(' ');
}

function example(text: string): { title: string; code: string } {
  const end = text.indexOf('\n');
  const [title, code] = end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
  return { title: title.trim(), code: code.replace(/^(?:[ \t]*\n)+/, '') };
}

/** `[Type] name text`, `name [Type] text` or `name text`. */
function addParameter(parameters: Map<string, ParameterDocumentation>, tag: Tag): void {
  const before = takeType(tag.text);
  const { name, rest } = takeName(before.rest);
  if (name === '') return;
  const { type, rest: description } = before.type === undefined ? takeType(rest) : { type: before.type, rest };
  const options = parameters.get(name)?.options;
  const said = markdown(description);
  parameters.set(name, { ...(said && { description: said }), ...(type && { type }), ...(options && { options }) });
}

/** `hash [Type] key text`, the key perhaps with a colon in front as a Ruby symbol. */
function addOption(parameters: Map<string, ParameterDocumentation>, tag: Tag): void {
  const { name: hash, rest } = takeName(tag.text);
  const { type, rest: described } = takeType(rest);
  const { name, rest: description } = takeName(described);
  if (hash === '' || name === '') return;
  const known = parameters.get(hash) ?? {};
  const said = markdown(description);
  const option = { name: name.replace(/^:/, ''), ...(type && { type }), ...(said && { description: said }) };
  parameters.set(hash, { ...known, options: [...(known.options ?? []), option] });
}

function takeName(text: string): { readonly name: string; readonly rest: string } {
  const [, name = '', rest = ''] = /^\s*\$?(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  return { name, rest };
}

/** A type in brackets at the start; brackets in it are paired. */
function takeType(text: string): { readonly type?: string; readonly rest: string } {
  const start = text.length - text.trimStart().length;
  if (text[start] !== '[') return { rest: text };
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === '[') depth += 1;
    else if (char === ']') depth -= 1;
    if (depth === 0) return { type: text.slice(start + 1, at).trim(), rest: text.slice(at + 1) };
  }
  return { rest: text };
}

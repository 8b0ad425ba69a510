import type {
  Declaration,
  Origin,
  ParameterDeclaration,
  PuppetType,
  Signature,
  World,
} from '../../orchestrator-core/language/index.ts';
import {
  aliasesOf,
  parameterText,
  parseType,
  printType,
  signatureText,
} from '../../orchestrator-core/language/index.ts';
import { explainType } from '../documents/explain-type.ts';

/** Beyond this a type that was found out is cut: nobody reads it. */
const longestType = 120;

/** Puppet code as Markdown. */
export function codeBlock(code: string): string {
  return `\`\`\`puppet\n${code}\n\`\`\``;
}

/** Where something comes from, in a few words. */
export function originText(origin: Origin, name: string): string {
  if (origin.kind === 'built-in') return `Part of ${origin.by}.`;
  const module = name.split('::')[0]?.toLowerCase() ?? '';
  const parts = origin.path.split('/');
  const from = parts.lastIndexOf(module);
  const place = (from >= 0 ? parts.slice(from) : parts.slice(-3)).join('/');
  return `From \`${place}\`.`;
}

/** All that is known of a declaration, as Markdown. `used` is the way it is called, where it has several. */
export function describeDeclaration(declaration: Declaration, world: World, used?: Signature): string {
  const { alias, documentation, kind, name, origin, signatures } = declaration;
  const heads = (used === undefined ? signatures.slice(0, 4) : [used]).map((each) => signatureText(declaration, each));
  const isResource = kind === 'resource-type';
  const head = isResource
    ? [`${name} { 'title': … }`]
    : kind === 'type' && alias !== undefined
      ? [`type ${name} = ${alias}`]
      : heads;
  const left = used === undefined && signatures.length > heads.length ? signatures.length - heads.length : 0;
  const parameters = (used ?? signatures[0])?.parameters ?? [];
  return paragraphs([
    codeBlock(head.length === 0 ? (kind === 'function' ? `${name}(…)` : `${kind} ${name}`) : head.join('\n')),
    left === 0 ? undefined : `and ${left} more ways to call it`,
    documentation?.deprecated === undefined ? undefined : `**Deprecated.** ${documentation.deprecated}`,
    used?.deprecated === undefined ? undefined : `**Deprecated.** ${used.deprecated}`,
    documentation?.summary,
    documentation?.text === documentation?.summary ? undefined : documentation?.text,
    alias === undefined ? undefined : explainText(alias, world),
    isResource ? describeAttributes(parameters) : describeParameters(parameters),
    documentation?.returns === undefined ? undefined : `Returns ${documentation.returns}`,
    ...(documentation?.examples ?? []).slice(0, 2).map(({ title, code }) => `${title}\n${codeBlock(code)}`),
    originText(origin, name),
  ]);
}

function describeParameters(parameters: readonly ParameterDeclaration[]): string | undefined {
  const described = parameters.filter((each) => each.description !== undefined && each.description !== '');
  if (described.length === 0) return undefined;
  return described.map(({ name, description }) => `- \`${name}\`: ${firstParagraph(description ?? '')}`).join('\n');
}

function describeAttributes(parameters: readonly ParameterDeclaration[]): string | undefined {
  return parameters.length === 0 ? undefined : `Attributes: ${parameters.map(({ name }) => `\`${name}\``).join(', ')}.`;
}

/** An attribute of a resource: its values, and what it means. */
export function describeAttribute({ name, type, description }: ParameterDeclaration, of: string): string {
  return paragraphs([codeBlock(`${name} => ${type ?? 'Any'}`), description, of]);
}

/** A parameter: its type, whether it is needed, and what it means. */
export function describeParameter(parameter: ParameterDeclaration, world: World, of: string): string {
  const { type, description, isOptional, isSensitive } = parameter;
  const facts = [isOptional ? 'optional' : 'required', ...(isSensitive ? ['sensitive'] : [])].join(', ');
  return paragraphs([
    codeBlock(parameterText(parameter)),
    description,
    type === undefined ? undefined : explainText(type, world),
    `${capitalised(facts)}. ${of}`,
  ]);
}

/** A type in words; nothing where it cannot be read, or where the words say no more than the type. */
export function explainText(type: string, world: World): string | undefined {
  const read = readType(type, world);
  return read === undefined ? undefined : explainType(read);
}

/** The type that a text says, with the aliases of the world; undefined where it says none. */
export function readType(text: string | undefined, world: World): PuppetType | undefined {
  if (text === undefined) return undefined;
  // Aliases have a name space: what has none is the same in every world, and asked for at every keystroke.
  if (text.includes('::')) return readInWorld(text, world);
  if (!plainTypes.has(text) && plainTypes.size < mostPlainTypes) plainTypes.set(text, readInWorld(text, world));
  return plainTypes.has(text) ? plainTypes.get(text) : readInWorld(text, world);
}

const plainTypes = new Map<string, PuppetType | undefined>();
const mostPlainTypes = 2000;

function readInWorld(text: string, world: World): PuppetType | undefined {
  const { type, faults } = parseType(
    text,
    aliasesOf(world, () => undefined),
  );
  return faults.length === 0 ? type : undefined;
}

/** A type that was found out, short enough to be read. */
export function printShort(type: PuppetType): string {
  const printed = printType(type);
  return printed.length <= longestType ? printed : `${printed.slice(0, longestType)}…`;
}

/** Markdown of the parts that there are, with empty lines between. */
export function paragraphs(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

function firstParagraph(text: string): string {
  return text.split(/\n\s*\n/)[0]?.replace(/\s*\n\s*/g, ' ') ?? '';
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

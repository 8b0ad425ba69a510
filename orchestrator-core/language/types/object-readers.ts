import type { Expression, KeyedEntry, ResourceDefaults, Span } from '../syntax/ast.ts';
import { referenceName } from '../syntax/reference-name.ts';
import { readInit } from './init-type.ts';
import { printType, quote } from './print-type.ts';
import type { TypeReader } from './read-type.ts';
import type { ObjectAttribute, ObjectDefinition, PuppetType } from './type.ts';

type Key = Expression | KeyedEntry;
type Keys = readonly Key[];

/** `Class['apache']`, `Resource['file', '/x']`, `Error['kind']`, `Runtime['ruby', 'X']`, `Init[T]`, `Object[{…}]` … */
export function readObject(name: string, keys: Keys, reader: TypeReader, span: Span): PuppetType {
  if (name === 'Init') {
    const words = keys.map((key) => initParameter(key, reader));
    const parameters = words.length === 0 ? '' : `[${words.join(', ')}]`;
    return { kind: 'Object', name, parameters, init: readInit(keys, reader) };
  }
  if (keys.length === 0) return { kind: 'Object', name, parameters: '' };
  switch (name) {
    case 'Class':
      return readClass(keys, reader);
    case 'Resource':
      return readResource(keys, reader);
    case 'Object':
      return readDefinition(keys, reader, span);
    default:
      return withTexts(name, keys);
  }
}

/** A resource type by its own name, `File['/x']`, as the one that lets its titles follow it. */
export function titled(type: PuppetType, keys: Keys): PuppetType | undefined {
  if (type.kind !== 'Object' || type.name !== 'Resource' || type.arguments?.length !== 1) return undefined;
  const [title, ...others] = keys.map(textOf);
  const [of = ''] = type.arguments;
  if (title === undefined || others.length > 0) return type;
  return { ...type, parameters: `[${quote(of)}, ${quote(title)}]`, arguments: [of, title] };
}

/** The string that a key is, quoted or bare, or the name of a type. */
function textOf(key: Key | undefined): string | undefined {
  if (key?.kind === 'string' || key?.kind === 'name' || key?.kind === 'reference') return key.value;
  return undefined;
}

function readClass(keys: Keys, reader: TypeReader): PuppetType {
  const [key, ...others] = keys;
  const name = textOf(key)?.replace(/^::/, '').toLowerCase();
  if (name === undefined || others.length > 0) return { kind: 'Object', name: 'Class', parameters: '[…]' };
  if (!/^[a-z]\w*(?:::[a-z]\w*)*$/.test(name)) reader.fault(key ?? { start: 0, end: 0 }, `Illegal class name: ${name}`);
  return { kind: 'Object', name: 'Class', parameters: `[${name}]`, arguments: [name] };
}

function readResource(keys: Keys, reader: TypeReader): PuppetType {
  const [type, title] = keys.map(textOf);
  if (type === undefined || keys.length > 2 || (keys.length === 2 && title === undefined)) {
    return { kind: 'Object', name: 'Resource', parameters: '[…]' };
  }
  const named = referenceName(type.replace(/^::/, ''));
  if (!/^[A-Z]\w*(?:::[A-Z]\w*)*$/.test(named) && keys[0] !== undefined) {
    reader.fault(keys[0], `Illegal type name: ${type}`);
  }
  const words = [named, ...(title === undefined ? [] : [title])];
  return { kind: 'Object', name: 'Resource', parameters: `[${words.map(quote).join(', ')}]`, arguments: words };
}

function initParameter(key: Key, reader: TypeReader): string {
  if (key.kind === 'reference' || key.kind === 'access') return printType(reader.type(key));
  return plainText(key) ?? '…';
}

/** Parameters that are compared by their text. */
function withTexts(name: string, keys: Keys): PuppetType {
  const texts = keys.map(plainText);
  if (texts.some((text) => text === undefined)) return { kind: 'Object', name, parameters: '[…]' };
  const words = texts.map((text) => text ?? '');
  const parameters = name === 'Runtime' ? [words[0]?.replace(/^'(.*)'$/, '$1'), ...words.slice(1)] : words;
  return { kind: 'Object', name, parameters: `[${parameters.join(', ')}]`, arguments: words };
}

function plainText(key: Key): string | undefined {
  if (key.kind === 'string' || key.kind === 'name') return quote(key.value);
  if (key.kind === 'regex') return `/${key.pattern}/`;
  if (key.kind === 'true' || key.kind === 'false' || key.kind === 'undef' || key.kind === 'default') return key.kind;
  return key.kind === 'number' ? key.text : undefined;
}

/** The entries of a hash; undefined for what is none. */
function entriesOf(key: Key | undefined): readonly KeyedEntry[] | undefined {
  if (key?.kind !== 'hash') return undefined;
  return key.entries.filter((entry): entry is KeyedEntry => entry.kind === 'entry');
}

function entry(entries: readonly KeyedEntry[], name: string): Expression | undefined {
  return entries.find(({ key }) => textOf(key) === name)?.value;
}

/** `Parent { attributes => … }`, the short form of an Object, as the hash that it stands for. */
export function withParent({ type, operations, start, end }: ResourceDefaults): Expression & { kind: 'hash' } {
  const key = (value: string, at: Span): Expression => ({ kind: 'name', value, start: at.start, end: at.start });
  const isPlain = type.kind !== 'reference' || type.value === 'Object' || type.value === 'TypeSet';
  const parent = { kind: 'entry' as const, key: key('parent', type), value: type, start: type.start, end: type.end };
  const entries = operations.map((each) => ({ ...each, kind: 'entry' as const, key: key(each.name, each) }));
  return { kind: 'hash', entries: isPlain ? entries : [parent, ...entries], start, end };
}

/** `Object[{name => …, parent => …, attributes => {…}, functions => {…}}]`. */
export function readDefinition(keys: Keys, reader: TypeReader, span: Span): PuppetType {
  const written = keys[0]?.kind === 'entry' ? keys.filter((key) => key.kind === 'entry') : entriesOf(keys[0]);
  const entries = written === undefined ? undefined : ofParent(written);
  if (entries === undefined) {
    reader.fault(span, "Object takes one hash such as {attributes => {'name' => String}}");
    return { kind: 'Object', name: 'Object', parameters: '[…]' };
  }
  const parent = entry(entries, 'parent');
  const definition: ObjectDefinition = {
    ...(parent !== undefined && { parent: reader.type(parent) }),
    attributes: (entriesOf(entry(entries, 'attributes')) ?? []).map((each) => readAttribute(each, reader)),
    functions: (entriesOf(entry(entries, 'functions')) ?? []).map(({ key, value }) => {
      const written = entriesOf(value);
      const type = written === undefined ? value : entry(written, 'type');
      return { name: textOf(key) ?? '', type: type === undefined ? { kind: 'Callable' as const } : reader.type(type) };
    }),
  };
  const name = textOf(entry(entries, 'name'));
  const parameters = printDefinition(definition, name);
  return { kind: 'Object', name: name ?? 'Object', parameters: name === undefined ? parameters : '', definition };
}

/** `{Parent => {…}}` is how `type A = Parent {…}` is parsed. */
function ofParent(entries: readonly KeyedEntry[]): readonly KeyedEntry[] {
  const [only, second] = entries;
  if (only?.key.kind !== 'reference' || second !== undefined || only.value.kind !== 'hash') return entries;
  if (only.key.value === 'Object') return only.value.entries;
  const { start, end } = only.key;
  const key: Expression = { kind: 'name', value: 'parent', start, end: start };
  return [{ kind: 'entry', key, value: only.key, start, end }, ...only.value.entries];
}

/** An `Object[{…}]` is called by the alias that stands for it. */
export function calledByAlias(type: PuppetType, name: string): PuppetType {
  if (type.kind !== 'Object' || type.definition === undefined || type.name !== 'Object') return type;
  return { ...type, name, parameters: '' };
}

function readAttribute({ key, value: described }: KeyedEntry, reader: TypeReader): ObjectAttribute {
  const written = entriesOf(described);
  const type = written === undefined ? described : entry(written, 'type');
  const attributeKind = written && textOf(entry(written, 'kind'));
  const given = written && entry(written, 'value');
  const value = given && (plainText(given) ?? '…');
  return {
    name: textOf(key) ?? '',
    type: type === undefined ? { kind: 'Any' } : reader.type(type),
    isOptional: given !== undefined || attributeKind !== undefined,
    ...(value !== undefined && { value }),
    ...(attributeKind !== undefined && { attributeKind }),
  };
}

function printDefinition({ parent, attributes, functions }: ObjectDefinition, name: string | undefined): string {
  const list = (title: string, each: readonly string[]): string[] =>
    each.length === 0 ? [] : [`${title} => {${each.join(', ')}}`];
  const parts = [
    ...(name === undefined ? [] : [`name => ${quote(name)}`]),
    ...(parent === undefined ? [] : [`parent => ${printType(parent)}`]),
    ...list('attributes', attributes.map(printAttribute)),
    ...list(
      'functions',
      functions.map(({ name: of, type }) => `${quote(of)} => ${printType(type)}`),
    ),
  ];
  return `[{${parts.join(', ')}}]`;
}

function printAttribute({ name, type, value, attributeKind }: ObjectAttribute): string {
  if (value === undefined && attributeKind === undefined) return `${quote(name)} => ${printType(type)}`;
  const kind = attributeKind === undefined ? '' : `, kind => ${attributeKind}`;
  return `${quote(name)} => {type => ${printType(type)}${kind}${value === undefined ? '' : `, value => ${value}`}}`;
}

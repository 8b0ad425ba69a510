import type { Signature } from '../analysis/declaration.ts';
import { printType } from '../types/print-type.ts';
import { type ObjectAttribute, type ObjectDefinition, type PuppetType, resolved } from '../types/type.ts';
import { constructors, objectTypes } from './object-types.ts';
import { readSignature } from './read-signature.ts';

/** What a value can be asked with a dot, or with brackets where the name is `[]`. */
export interface Member {
  readonly kind: 'attribute' | 'function';
  readonly name: string;
  /** The name of the type that has it. */
  readonly of: string;
  /** How it is called; an attribute takes nothing and returns its value. Empty where that is unknown. */
  readonly signatures: readonly Signature[];
  /** The type of what it gives; absent where it depends. */
  readonly returns?: string;
  /** Markdown; empty where nobody described it. */
  readonly text: string;
}

const made = new Map<string, ReadonlyMap<string, Member>>();
let memberNames: ReadonlySet<string> | undefined;

/** What the values of a type can be asked: of several types, each name once. Empty for values that have no members. */
export function membersOf(type: PuppetType): readonly Member[] {
  const found = new Map<string, Member>();
  for (const object of objectsIn(type)) {
    for (const [key, member] of members(object)) {
      const other = found.get(key);
      found.set(key, other === undefined ? member : either(other, member));
    }
  }
  return [...found.values()];
}

/**
 * The member that `.name` asks for. Undefined where no value of the type has it; then Puppet calls the function of that
 * name with the value as its first argument.
 */
export function memberOf(type: PuppetType, name: string): Member | undefined {
  let found: Member | undefined;
  // This is asked of each dot in a file.
  for (const object of objectsIn(type)) {
    const member = members(object).get(name);
    if (member !== undefined) found = found === undefined ? member : either(found, member);
  }
  return found;
}

/** Whether values of a type can be asked anything. */
export function hasMembers(type: PuppetType): boolean {
  return objectsIn(type).some((object) => members(object).size > 0);
}

/** Whether some type has a member of that name. */
export function isMemberName(name: string): boolean {
  memberNames ??= new Set(
    Object.values(objectTypes).flatMap((row) => [...Object.keys(row.attributes), ...Object.keys(row.functions)]),
  );
  return memberNames.has(name);
}

/** How values of a type are made by `T.new(…)`; undefined where that is unknown, empty where there is no way. */
export function constructorsOf(type: PuppetType): readonly Signature[] | undefined {
  const of = resolved(type);
  if (of.kind === 'Optional' && of.type !== undefined) return constructorsOf(of.type);
  if (of.kind === 'Object' && of.definition !== undefined) return constructorsOfDefined(of.definition);
  const name = of.kind === 'Object' ? of.name : of.kind;
  if (name === 'Reference' || (of.kind === 'Object' && !Object.hasOwn(constructors, name))) return undefined;
  return Object.hasOwn(constructors, name) ? constructors[name]?.map(readSignature) : [];
}

/** From a hash with the attributes, or from their values in order, those that may be left out last. */
function constructorsOfDefined(definition: ObjectDefinition): readonly Signature[] | undefined {
  const attributes = attributesOf(definition);
  if (attributes === undefined) return undefined;
  const settable = attributes.filter((each) => each.attributeKind !== 'constant' && each.attributeKind !== 'derived');
  const sorted = settable.toSorted((a, b) => Number(a.isOptional) - Number(b.isOptional));
  const parameters = sorted.map(({ name, type, isOptional }) => ({ name, type: printType(type), isOptional }));
  const keys = sorted.map(({ name, type, isOptional }) => {
    return `${isOptional ? `Optional['${name}']` : `'${name}'`} => ${printType(type)}`;
  });
  const hash = { name: 'hash', type: `Struct[{${keys.join(', ')}}]`, isOptional: false };
  return keys.length === 0 ? [{ parameters }] : [{ parameters: [hash] }, { parameters }];
}

/** The attributes of an object type after those that it inherits; undefined where that isn't known. */
function attributesOf({ parent, attributes }: ObjectDefinition, depth = 0): readonly ObjectAttribute[] | undefined {
  if (parent === undefined) return attributes;
  const of = resolved(parent);
  if (of.kind !== 'Object' || of.definition === undefined || depth > 100) return undefined;
  const inherited = attributesOf(of.definition, depth + 1);
  const own = new Set(attributes.map(({ name }) => name));
  return inherited && [...inherited.filter(({ name }) => !own.has(name)), ...attributes];
}

type ObjectType = PuppetType & { readonly kind: 'Object' };

function members({ name: written, definition }: ObjectType): ReadonlyMap<string, Member> {
  if (definition !== undefined) return defined(written, definition);
  const name = written.replace('Boltlib::', '');
  const known = made.get(name);
  if (known !== undefined) return known;
  const row = Object.hasOwn(objectTypes, name) ? objectTypes[name] : undefined;
  const found = new Map<string, Member>();
  for (const [key, [type, text]] of Object.entries(row?.attributes ?? {})) {
    const signatures = [{ parameters: [], returns: type }];
    found.set(key, { kind: 'attribute', name: key, of: name, signatures, returns: type, text });
  }
  for (const [key, [written, text]] of Object.entries(row?.functions ?? {})) {
    const signatures = (typeof written === 'string' ? [written] : written).map(readSignature);
    const [returns, ...others] = new Set(signatures.map((signature) => signature.returns));
    const sure = others.length === 0 && returns !== undefined;
    found.set(key, { kind: 'function', name: key, of: name, signatures, ...(sure && { returns }), text });
  }
  made.set(name, found);
  return found;
}

/** A member that two types have, by what either returns. */
function either(a: Member, b: Member): Member {
  if (a.returns === b.returns) return a;
  const { returns: _, ...rest } = a;
  if (a.returns === undefined || b.returns === undefined) return rest;
  return { ...rest, returns: `Variant[${a.returns}, ${b.returns}]` };
}

/** The members that `Object[{…}]` gives its values, and those of its parents. */
function defined(of: string, { parent, attributes, functions }: ObjectDefinition): ReadonlyMap<string, Member> {
  const found = new Map(parent === undefined ? [] : membersOf(parent).map((member) => [member.name, member]));
  for (const { name, type } of attributes) {
    const returns = printType(type);
    const signatures = [{ parameters: [], returns }];
    found.set(name, { kind: 'attribute', name, of, signatures, returns, text: '' });
  }
  for (const { name, type } of functions) {
    const returns = type.kind === 'Callable' && type.returns !== undefined ? printType(type.returns) : undefined;
    found.set(name, { kind: 'function', name, of, signatures: [], ...(returns && { returns }), text: '' });
  }
  return found;
}

/** The object types that values of a type may be of, each once. */
function objectsIn(type: PuppetType, depth = 0): readonly ObjectType[] {
  const of = resolved(type);
  if (depth > 10) return [];
  switch (of.kind) {
    case 'Object':
      return [of];
    case 'URI':
      return [{ kind: 'Object', name: 'URI', parameters: '' }];
    case 'Optional':
    case 'NotUndef':
      return of.type === undefined ? [] : objectsIn(of.type, depth + 1);
    case 'Variant': {
      const all = of.types.flatMap((each) => objectsIn(each, depth + 1));
      return [...new Map(all.map((each) => [each.name + each.parameters, each])).values()];
    }
    default:
      return [];
  }
}

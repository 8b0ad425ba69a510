import { referenceName } from '../../syntax/reference-name.ts';
import { calledByAlias } from '../../types/object-readers.ts';
import { type FindAlias, parseType } from '../../types/read-type.ts';
import { anyType, type PuppetType } from '../../types/type.ts';
import { findInTypeSets } from '../../types/type-definitions.ts';
import type { Declaration } from '../declaration.ts';
import type { World } from '../world.ts';
import type { FindOwn } from './own-declarations.ts';

/**
 * Finds the type aliases of a world, and its resource types and defined types as the types of references to their
 * resources. The name of a class is read as `Any`: no type is called so, and more may bear the name. Keeps what it read, so it lives as long as one version of a document.
 *
 * @param own the declarations of the source itself, which the world may not know yet.
 */
export function aliasesOf(world: World, own: FindOwn): FindAlias {
  const types = new Map<string, PuppetType | undefined>();
  const findIn = (typeSet: string | undefined): FindAlias => {
    const space = typeSet === undefined ? '' : `${typeSet} `;
    return (name) => {
      const key = space + name;
      const known = types.get(key);
      if (known !== undefined || types.has(key)) return known;
      const type = read(name, typeSet);
      types.set(key, type);
      return type;
    };
  };
  const byName = (name: string): Declaration | undefined => world.find('type', name) ?? own('type', name);
  const read = (name: string, typeSet: string | undefined): PuppetType | undefined => {
    const declared = findInTypeSets(byName, name, typeSet);
    const text = declared?.alias;
    if (declared !== undefined && text === undefined) return anyType;
    if (declared !== undefined && text !== undefined) {
      let type: PuppetType | undefined;
      const resolve = (): PuppetType => {
        if (type === undefined) {
          const read = parseType(text, declared.typeSet === undefined ? find : findIn(declared.typeSet)).type;
          type = calledByAlias(read ?? anyType, declared.name);
        }
        return type;
      };
      // In a set its types have short names, which mean nothing elsewhere.
      return { kind: 'Alias', name: declared.typeSet === undefined ? name : declared.name, resolve };
    }
    const resource = world.find('resource-type', name) ?? world.find('define', name);
    if (resource !== undefined) return resourceType(referenceName(resource.name));
    return world.find('class', name) === undefined ? undefined : anyType;
  };
  const find = findIn(undefined);
  return find;
}

function resourceType(name: string): PuppetType {
  return { kind: 'Object', name: 'Resource', parameters: `['${name}']`, arguments: [name] };
}

const readTexts = new WeakMap<FindAlias, Map<string, PuppetType | undefined>>();

/** The type that a text of a declaration says; undefined where it says nothing that is understood. */
export function typeOfText(text: string | undefined, findAlias: FindAlias): PuppetType | undefined {
  if (text === undefined) return undefined;
  let texts = readTexts.get(findAlias);
  if (texts === undefined) {
    texts = new Map();
    readTexts.set(findAlias, texts);
  }
  const known = texts.get(text);
  if (known !== undefined || texts.has(text)) return known;
  const { type, faults } = parseType(text, findAlias);
  const found = faults.length === 0 ? type : undefined;
  texts.set(text, found);
  return found;
}

import { type FindAlias, parseType } from '../../types/read-type.ts';
import { anyType, type PuppetType } from '../../types/type.ts';
import type { World } from '../world.ts';
import type { FindOwn } from './own-declarations.ts';

/**
 * Finds the type aliases of a world. A name that is a resource type, a class or a defined type there is read as `Any`:
 * what is an instance of it isn't known here. Keeps what it read, so it lives as long as one version of a document.
 *
 * @param own the declarations of the source itself, which the world may not know yet.
 */
export function aliasesOf(world: World, own: FindOwn): FindAlias {
  const types = new Map<string, PuppetType | undefined>();
  const find: FindAlias = (name) => {
    const known = types.get(name);
    if (known !== undefined || types.has(name)) return known;
    const type = read(name);
    types.set(name, type);
    return type;
  };
  const read = (name: string): PuppetType | undefined => {
    const declared = world.find('type', name) ?? own('type', name);
    const text = declared?.alias;
    if (declared !== undefined && text === undefined) return anyType;
    if (text !== undefined) {
      let type: PuppetType | undefined;
      const resolve = (): PuppetType => {
        type ??= parseType(text, find).type ?? anyType;
        return type;
      };
      return { kind: 'Alias', name, resolve };
    }
    const isResource = (['resource-type', 'define', 'class'] as const).some(
      (kind) => world.find(kind, name) !== undefined,
    );
    return isResource ? anyType : undefined;
  };
  return find;
}

const readTexts = new WeakMap<FindAlias, Map<string, PuppetType | undefined>>();

/** The type that a text of a declaration says; undefined where it says nothing that is understood. */
export function typeOfText(text: string | undefined, findAlias: FindAlias): PuppetType | undefined {
  if (text === undefined) return undefined;
  const known = readTexts.get(findAlias) ?? new Map<string, PuppetType | undefined>();
  readTexts.set(findAlias, known);
  if (known.has(text)) return known.get(text);
  const { type, faults } = parseType(text, findAlias);
  const found = faults.length === 0 ? type : undefined;
  known.set(text, found);
  return found;
}

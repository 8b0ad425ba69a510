import { baseName, extension, joinPath, parentPath, stem } from '../../../orchestrator-core/common/index.ts';
import {
  type Declaration,
  type DeclarationKind,
  referenceName,
  type World,
} from '../../../orchestrator-core/language/index.ts';
import type { Module } from '../../../orchestrator-core/project/index.ts';
import type { Place } from '../../documents/words.ts';
import type { Workspace } from '../../documents/workspace.ts';
import { innerSpan } from '../../json/tree.ts';
import { autoloadedName, autoloadedPath, isOfTask, moduleAround } from '../autoload.ts';
import { ownDeclarations } from '../meaning.ts';
import { declarationUses } from '../places.ts';
import { unwritable } from './rename-parameter.ts';
import { type NewText, type Renaming, refusalFor, renamingOf, takenPath } from './renaming.ts';

/** How each kind is called in sentences. */
const words: Readonly<Record<DeclarationKind, string>> = {
  class: 'class',
  define: 'defined type',
  function: 'function',
  plan: 'plan',
  'resource-type': 'resource type',
  task: 'task',
  type: 'type',
};

/**
 * Renames a plan, task, function, class, defined type or type alias with all its uses, and moves its files to where the
 * new name is looked up. `moved` are files that somebody else moves.
 */
export async function renameDeclaration(
  workspace: Workspace,
  declaration: Declaration,
  to: string,
  moved: ReadonlyMap<string, string> = new Map(),
): Promise<Renaming> {
  const { origin, kind, name } = declaration;
  const written = to.replace(/^::/, '');
  if (origin.kind === 'built-in') return { refused: unwritable(declaration) ?? '' };
  const world = await workspace.world(origin.path);
  const modules = await workspace.modulesAround(origin.path);
  const refused = unwritable(declaration) ?? badName(kind, written) ?? takenName(world, declaration, written);
  if (refused !== undefined) return { refused };
  const home = moduleAround(modules, origin.path);
  const target = modules.find((module) => module.name === written.split('::')[0]?.toLowerCase());
  if (home !== undefined && target === undefined) {
    return { refused: `The name of a ${words[kind]} begins with that of its module, such as '${home.name}::…'.` };
  }
  const moves = await movesOf(workspace, declaration, written, home, target);
  if ('refused' in moves) return moves;
  const texts = await textsOf(workspace, declaration, written);
  if ('refused' in texts) return texts;
  if (kind === 'task') texts.push(...(await scriptTexts(workspace, world, moves.files)));
  const foreign = refusalFor(workspace, name, [
    ...texts.map(({ path }) => path),
    ...moves.files.keys(),
    ...moves.files.values(),
  ]);
  if (foreign !== undefined) return { refused: foreign };
  const remaining = new Map([...moves.files].filter(([from]) => !moved.has(from)));
  const taken = await takenPath(workspace, remaining);
  return taken === undefined ? renamingOf(texts, remaining) : { refused: taken };
}

function badName(kind: DeclarationKind, name: string): string | undefined {
  const isGood =
    kind === 'type' ? /^[A-Z]\w*(::[A-Z]\w*)*$/.test(name) : /^[a-z][a-z0-9_]*(::[a-z][a-z0-9_]*)*$/.test(name);
  if (isGood) return undefined;
  const parts =
    kind === 'type'
      ? 'a capital letter and goes on with letters'
      : 'a lower-case letter and goes on with lower-case letters';
  return `'${name}' is no name for a ${words[kind]}: each part between '::' starts with ${parts}, digits and underscores.`;
}

/** Classes and defined types share their names. */
function takenName(world: World, { kind, name }: Declaration, to: string): string | undefined {
  if (to.toLowerCase() === name.toLowerCase()) return undefined;
  const kinds: readonly DeclarationKind[] = kind === 'class' || kind === 'define' ? ['class', 'define'] : [kind];
  const taken = kinds.map((each) => world.find(each, to)).find((found) => found !== undefined);
  return taken === undefined ? undefined : `There is a ${words[taken.kind]} '${taken.name}' already.`;
}

/** The files that must move so that the new name is found; none for what its file's name does not speak of. */
async function movesOf(
  workspace: Workspace,
  { kind, name, origin }: Declaration,
  to: string,
  home: Module | undefined,
  target: Module | undefined,
): Promise<{ readonly files: ReadonlyMap<string, string> } | { readonly refused: string }> {
  if (origin.kind !== 'file' || home === undefined || target === undefined) return { files: new Map() };
  const { path } = origin;
  if (autoloadedName(home, kind, path) !== name.toLowerCase()) return { files: new Map() };
  const destination = autoloadedPath(target, kind, to, path);
  if (destination === undefined)
    return { refused: `A ${words[kind]} '${to}' has no place in the module '${target.name}'.` };
  if (kind === 'task') {
    const names = await workspace.namesIn(parentPath(path));
    const own = names.filter((each) => isOfTask(each, stem(path)));
    const files = own.map((each): [string, string] => [
      joinPath(parentPath(path), each),
      joinPath(parentPath(destination), `${stem(destination)}${extension(each)}`),
    ]);
    return { files: new Map(files) };
  }
  const document = await workspace.puppet(path);
  const others = document === undefined ? [] : ownDeclarations(document).filter((each) => each.name !== name);
  const [other] = others;
  if (other !== undefined && destination !== path) {
    return {
      refused: `${baseName(path)} holds '${other.name}', too, which would no longer be found in ${destination}.`,
    };
  }
  return { files: destination === path ? new Map() : new Map([[path, destination]]) };
}

/** The name wherever it is written, in the letters that the place wants. */
async function textsOf(
  workspace: Workspace,
  declaration: Declaration,
  to: string,
): Promise<NewText[] | { readonly refused: string }> {
  const { origin, kind, name } = declaration;
  const places: Place[] = [...(await declarationUses(workspace, declaration))];
  const isYaml = origin.kind === 'file' && /\.ya?ml$/.test(origin.path);
  if (origin.kind === 'file' && kind !== 'task' && !isYaml) places.push({ path: origin.path, span: origin.name });
  const texts: NewText[] = [];
  for (const place of places) {
    const source = await workspace.files.source(place.path);
    const written = source?.text.slice(place.span.start, place.span.end) ?? '';
    const bare = written.replace(/^::/, '');
    if (bare.toLowerCase() !== name.toLowerCase()) {
      const line = source?.text.slice(0, place.span.start).split('\n').length;
      return {
        refused: `'${name}' is written as '${written}' in ${place.path}, line ${line}: rename it by hand there first.`,
      };
    }
    const span = { start: place.span.end - bare.length, end: place.span.end };
    const isCapitalised = kind !== 'type' && /^[A-Z]/.test(bare);
    texts.push({ path: place.path, span, text: isCapitalised ? referenceName(to) : to });
  }
  return texts;
}

/** Where metadata names a script that moves: in `implementations` by its file's name, in `files` by its path in the module. */
async function scriptTexts(
  workspace: Workspace,
  world: World,
  moves: ReadonlyMap<string, string>,
): Promise<readonly NewText[]> {
  const texts: NewText[] = [];
  const scripts = [...moves].filter(([from]) => extension(from) !== '.json');
  const names = scripts.map(([from]) => baseName(from));
  for (const { origin } of world.all('task')) {
    const path = origin.kind === 'file' && extension(origin.path) === '.json' ? origin.path : undefined;
    const text = path === undefined ? undefined : (await workspace.files.source(path))?.text;
    if (path === undefined || text === undefined || !names.some((name) => text.includes(name))) continue;
    const metadata = await workspace.metadata(path);
    for (const { name: script } of metadata?.implementations ?? []) {
      const moveTo = script === undefined ? undefined : moves.get(joinPath(parentPath(path), script.value));
      if (script !== undefined && moveTo !== undefined) {
        texts.push({ path, span: innerSpan(script, text), text: baseName(moveTo) });
      }
    }
    const shared = [...(metadata?.files ?? []), ...(metadata?.implementations ?? []).flatMap(({ files }) => files)];
    for (const file of shared) {
      const moved = scripts.find(([from]) => pathInModule(world, from) === file.value);
      const written = moved === undefined ? undefined : pathInModule(world, moved[1]);
      if (written !== undefined) texts.push({ path, span: innerSpan(file, text), text: written });
    }
  }
  return texts;
}

/** `module/tasks/name.sh` */
function pathInModule(world: World, path: string): string {
  return `${world.moduleOf(path)}/tasks/${baseName(path)}`;
}

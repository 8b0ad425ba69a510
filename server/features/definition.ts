import { joinPath } from '../../orchestrator-core/common/index.ts';
import { taskAt } from '../documents/task-view.ts';
import { typeTokens } from '../documents/type-text.ts';
import { type Place, type Span, touches } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { type Meaning, meaningAt } from '../puppet/meaning.ts';
import { placesOf } from '../puppet/places.ts';
import { yamlKindOf } from '../yaml/kinds.ts';
import { documentLinks } from './document-links.ts';
import { declarations, parameterAt } from './parameter-at.ts';

/** Where something is declared, and the name that was asked about. */
export interface Definition {
  /** Undefined where the editor's own idea of a word will do. */
  readonly origin?: Span;
  readonly places: readonly Place[];
}

/** Where the thing at `offset` is said to be: a declaration of Puppet's, a parameter's key, a type alias, a file. */
export async function definition(workspace: Workspace, path: string, offset: number): Promise<Definition> {
  if ((await workspace.kindOf(path)) === 'puppet') {
    const meaning = await meaningAt(workspace, path, offset);
    return meaning === undefined
      ? { places: [] }
      : { origin: meaning.span, places: await placesOf(workspace, meaning) };
  }
  const yaml = await yamlKindOf(workspace, path);
  const found = (await yaml?.definition?.(workspace, path, offset)) ?? [];
  if (found.length > 0) return { places: found };
  const meant = await yaml?.meaning?.(workspace, path, offset);
  if (meant !== undefined) return { origin: meant.span, places: await placesOf(workspace, meant) };
  return { places: await metadataDefinition(workspace, path, offset) };
}

/** The type aliases in the type of the variable or parameter at `offset` of a Puppet source. */
export async function typeDefinition(workspace: Workspace, path: string, offset: number): Promise<Definition> {
  const meaning = await meaningAt(workspace, path, offset);
  const type = meaning === undefined ? undefined : typeOf(meaning);
  if (meaning === undefined || type === undefined) return { places: [] };
  const world = await workspace.world(path);
  const names = new Set(type.match(/[A-Z]\w*(?:::[A-Z]\w*)*/g));
  const places = [...names].flatMap((name): readonly Place[] => {
    const origin = world.find('type', name)?.origin;
    return origin?.kind === 'file' ? [{ path: origin.path, span: origin.name }] : [];
  });
  return { origin: meaning.span, places };
}

function typeOf(meaning: Meaning): string | undefined {
  return meaning.kind === 'parameter' ? meaning.parameter.type : undefined;
}

async function metadataDefinition(workspace: Workspace, path: string, offset: number): Promise<readonly Place[]> {
  const use = await parameterAt(workspace, path, offset);
  if (use !== undefined) return declarations(use);
  const alias = await aliasAt(workspace, path, offset);
  if (alias !== undefined) return [{ path: alias, span: { start: 0, end: 0 } }];
  const link = (await documentLinks(workspace, path)).find((one) => touches(one, offset) && !one.isDirectory);
  return link === undefined ? [] : [{ path: link.target, span: { start: 0, end: 0 } }];
}

/** The file of the type alias that stands at `offset` in a type expression. */
async function aliasAt(workspace: Workspace, path: string, offset: number): Promise<string | undefined> {
  const view = (await workspace.kindOf(path)) === 'task-metadata' ? await taskAt(workspace, path) : undefined;
  const type = view?.metadata?.parameters?.find((one) => one.type && touches(one.type.inner, offset))?.type;
  if (view === undefined || type === undefined) return undefined;
  const at = type.map.toValue(offset);
  const name = typeTokens(type.map.value).find((token) => token.kind === 'name' && touches(token, at))?.text;
  const [moduleName = '', ...rest] = (name ?? '').toLowerCase().split('::');
  if (rest.length === 0) return undefined;
  const module = (await workspace.modules(view.folder)).find((one) => one.name === moduleName);
  const file = module === undefined ? undefined : `${joinPath(module.directory, 'types', ...rest)}.pp`;
  return file !== undefined && (await workspace.files.stat(file))?.kind === 'file' ? file : undefined;
}

import {
  type Declaration,
  declarationsOf,
  type Parsed,
  parse,
  type Use,
  usesOf,
} from '../../orchestrator-core/language/index.ts';
import type { Overlay } from '../documents/overlay.ts';
import { dialectOf, type PuppetDocument } from '../puppet/document.ts';
import type { Edits } from './edits.ts';
import type { Home, Homes } from './homes.ts';
import type { ModuleStore } from './module-store.ts';
import type { IndexedUse, OutgoingUse, WorkspaceIndex } from './workspace-index.ts';

interface ReferenceParts {
  readonly files: Overlay;
  puppet(path: string): Promise<PuppetDocument | undefined>;
  turn(): Promise<void>;
  readonly homes: Homes;
  readonly edits: Edits;
}

/** Finds uses by parsing the files whose summaries mention a name; trees are not kept. */
export function createReferences(parts: ReferenceParts): Pick<WorkspaceIndex, 'usesOf' | 'usesIn'> {
  const parsedOf = async (path: string): Promise<Parsed | undefined> => {
    if (parts.files.isOpen(path)) return (await parts.puppet(path))?.parsed;
    const text = await parts.files.readText(path).catch(() => undefined);
    if (text === undefined) return undefined;
    const dialect = dialectOf(path, text);
    return parse(text, { tasks: dialect === 'plan', epp: dialect === 'template' });
  };
  return {
    usesOf: async (declaration) => {
      const found: IndexedUse[] = [];
      await parts.edits.take();
      for (const path of candidates(parts.files, await parts.homes.all(), declaration)) {
        await parts.turn();
        const parsed = await parsedOf(path);
        if (parsed === undefined) continue;
        const uses = usesOf(parsed).filter((use) => names(use, declaration));
        if (uses.length === 0) continue;
        const declared = declarationsOf(parsed, path);
        for (const use of uses) {
          const span = { start: use.start, end: use.end };
          found.push({ path, span, inside: declared.find((each) => isAround(each, use)) });
        }
      }
      return found;
    },
    usesIn: async (declaration) => {
      const { origin } = declaration;
      const parsed = origin.kind === 'file' ? await parsedOf(origin.path) : undefined;
      if (origin.kind !== 'file' || parsed === undefined) return [];
      const { world } = await parts.homes.of(origin.path);
      const found: OutgoingUse[] = [];
      for (const use of usesOf(parsed)) {
        if (use.inside?.nameSpan.start !== origin.name.start) continue;
        const used =
          world.find(use.kind, use.name) ?? (use.kind === 'define' ? world.find('resource-type', use.name) : undefined);
        if (used !== undefined)
          found.push({ place: { path: origin.path, span: { start: use.start, end: use.end } }, used });
      }
      return found;
    },
  };
}

function names(use: Use, { kind, name }: Declaration): boolean {
  return use.kind === useKind(kind) && use.name.toLowerCase() === name.toLowerCase();
}

/** Uses do not tell Ruby's resource types from defined ones. */
function useKind(kind: Declaration['kind']): Declaration['kind'] {
  return kind === 'resource-type' ? 'define' : kind;
}

function isAround({ origin }: Declaration, { inside }: Use): boolean {
  return origin.kind === 'file' && inside !== undefined && origin.name.start === inside.nameSpan.start;
}

/** The files that mention a declaration's name and mean it. */
function candidates(files: Overlay, homes: readonly Home[], declaration: Declaration): ReadonlySet<string> {
  const mention = `${useKind(declaration.kind)} ${declaration.name}`;
  const found = new Set<string>();
  const seen = new Set<ModuleStore>();
  for (const home of homes) {
    if (!isThat(home.world.find(declaration.kind, declaration.name), declaration)) continue;
    for (const store of [...home.stores, home.loose]) {
      if (seen.has(store)) continue;
      seen.add(store);
      for (const { unit, mentions } of store.entries.values()) {
        if (unit.kind !== 'puppet' && unit.kind !== 'template') continue;
        if (mentions.includes(mention) || files.isOpen(unit.path)) found.add(unit.path);
      }
    }
  }
  return found;
}

function isThat(found: Declaration | undefined, wanted: Declaration): boolean {
  if (found === undefined || found.origin.kind !== wanted.origin.kind) return false;
  return found.origin.kind !== 'file' || wanted.origin.kind !== 'file' || found.origin.path === wanted.origin.path;
}

import {
  type Declaration,
  declarationsOf,
  type Parsed,
  parse,
  type Use,
  usesOf,
  type World,
} from '../../orchestrator-core/language/index.ts';
import { readYamlPlan, yamlPlanDeclaration, yamlPlanName, yamlPlanUses } from '../../orchestrator-core/plans/index.ts';
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
  const namesIn = async (path: string): Promise<NamesInFile | undefined> => {
    if (path.endsWith('.yaml')) {
      const text = (await parts.files.source(path))?.text;
      const { world } = await parts.homes.of(path);
      return text === undefined ? undefined : namesInPlan(text, path, world);
    }
    const parsed = await parsedOf(path);
    if (parsed === undefined) return undefined;
    const declared = declarationsOf(parsed, path);
    return { uses: usesOf(parsed), around: (use) => declared.find((each) => isAround(each, use)) };
  };
  return {
    usesOf: async (declaration) => {
      const found: IndexedUse[] = [];
      await parts.edits.take();
      for (const path of candidates(parts.files, await parts.homes.all(), declaration)) {
        await parts.turn();
        const content = await namesIn(path);
        for (const use of content?.uses ?? []) {
          if (!names(use, declaration)) continue;
          found.push({ path, span: { start: use.start, end: use.end }, inside: content?.around(use) });
        }
      }
      return found;
    },
    usesIn: async (declaration) => {
      const { origin } = declaration;
      const content = origin.kind === 'file' ? await namesIn(origin.path) : undefined;
      if (origin.kind !== 'file' || content === undefined) return [];
      const { world } = await parts.homes.of(origin.path);
      const found: OutgoingUse[] = [];
      for (const use of content.uses) {
        const around = content.around(use)?.origin;
        if (around?.kind !== 'file' || around.name.start !== origin.name.start) continue;
        const used =
          world.find(use.kind, use.name) ?? (use.kind === 'define' ? world.find('resource-type', use.name) : undefined);
        if (used !== undefined)
          found.push({ place: { path: origin.path, span: { start: use.start, end: use.end } }, used });
      }
      return found;
    },
  };
}

/** What a file names, and which of its declarations is around each. */
interface NamesInFile {
  readonly uses: readonly Use[];
  around(use: Use): Declaration | undefined;
}

/** A YAML plan is all of its file. */
function namesInPlan(text: string, path: string, world: World): NamesInFile {
  const at = path.lastIndexOf('/plans/') + 1;
  const name = yamlPlanName(world.moduleOf(path) ?? '', path.slice(at + 'plans/'.length));
  const { plan } = readYamlPlan(text, name);
  const declaration = world.find('plan', name) ?? yamlPlanDeclaration(plan, path);
  return { uses: yamlPlanUses(plan), around: () => declaration };
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
        if (unit.kind !== 'puppet' && unit.kind !== 'template' && unit.kind !== 'yaml-plan') continue;
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

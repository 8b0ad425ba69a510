import type { Declaration, DeclarationKind, FileSummary } from '../../orchestrator-core/language/index.ts';
import type { Module } from '../../orchestrator-core/project/index.ts';
import type { Unit } from './module-files.ts';

/** What is kept of a unit. */
export interface Entry extends FileSummary {
  readonly unit: Unit;
  /** Differs whenever the texts may differ. */
  readonly stamp: string;
  /** Read when its files were so young that a later change might not show in their times; or from unsaved text. */
  readonly isUncertain: boolean;
}

/** What is known of the files of one module. */
export interface ModuleStore {
  readonly module: Module;
  /** Whether all its files were read at least once. */
  isRead: boolean;
  /** Whether its directory is looked through; else it has only what it is given. */
  isLookedThrough: boolean;
  /** By the path of the unit. */
  readonly entries: ReadonlyMap<string, Entry>;
  find(kind: DeclarationKind, name: string): Declaration | undefined;
  named(kind: DeclarationKind, name: string): readonly Declaration[];
  all(kind: DeclarationKind): Iterable<Declaration>;
  /** Answers whether what others see of the module has changed. */
  put(entry: Entry): boolean;
  remove(path: string): boolean;
}

/** Strings that many files share are kept once, with nothing of the text that they were cut from. */
export type Intern = (text: string) => string;

/** Makes equal texts one text: names stand in thousands of files. */
export function createIntern(): Intern {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const own = Buffer.from(text).toString();
    known.set(own, own);
    return own;
  };
}

/** `accepts` says which files belong here; nothing of others is taken. */
export function createModuleStore(
  module: Module,
  intern: Intern,
  accepts: (path: string) => boolean = () => true,
): ModuleStore {
  const entries = new Map<string, Entry>();
  const declared = new Map<string, Declaration[]>();
  const take = (declaration: Declaration) => {
    const key = keyOf(declaration.kind, declaration.name);
    const others = declared.get(key);
    // The order does not depend on what was read first: a function for Puppet 4 comes before its namesake for Puppet 3.
    if (others === undefined) declared.set(key, [declaration]);
    else
      declared.set(
        key,
        [...others, declaration].sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1)),
      );
  };
  const leave = (declaration: Declaration) => {
    const key = keyOf(declaration.kind, declaration.name);
    const others = declared.get(key)?.filter((other) => other !== declaration) ?? [];
    if (others.length === 0) declared.delete(key);
    else declared.set(key, others);
  };
  const remove = (path: string): boolean => {
    const entry = entries.get(path);
    if (entry === undefined) return false;
    entries.delete(path);
    for (const declaration of entry.declarations) leave(declaration);
    return entry.declarations.length > 0;
  };
  return {
    module,
    isRead: false,
    isLookedThrough: true,
    entries,
    find: (kind, name) => declared.get(keyOf(kind, name))?.[0],
    named: (kind, name) => declared.get(keyOf(kind, name)) ?? [],
    *all(kind) {
      const prefix = `${kind} `;
      for (const [key, [first]] of declared) if (first !== undefined && key.startsWith(prefix)) yield first;
    },
    put: (entry) => {
      if (!accepts(entry.unit.path)) return false;
      const before = entries.get(entry.unit.path);
      const { text, summary } = compact(entry, intern);
      if (before !== undefined && JSON.stringify(before.declarations) === text) {
        entries.set(entry.unit.path, { ...entry, ...summary, declarations: before.declarations });
        return false;
      }
      remove(entry.unit.path);
      entries.set(entry.unit.path, { ...entry, ...summary });
      for (const declaration of summary.declarations) take(declaration);
      return before !== undefined || summary.declarations.length > 0;
    },
    remove,
  };
}

function pathOf({ origin }: Declaration): string {
  return origin.kind === 'file' ? origin.path : '';
}

function keyOf(kind: DeclarationKind, name: string): string {
  return `${kind} ${name.toLowerCase()}`;
}

/**
 * A piece of a long text keeps all of that text in memory as long as it lives. What went through JSON has nothing of
 * the source any more.
 */
function compact(
  { declarations, mentions }: FileSummary,
  intern: Intern,
): { readonly text: string; readonly summary: FileSummary } {
  const text = JSON.stringify(declarations);
  const copied: Pick<FileSummary, 'declarations'> = { declarations: declarations.length === 0 ? [] : JSON.parse(text) };
  return { text, summary: { ...copied, mentions: mentions.map(intern) } };
}

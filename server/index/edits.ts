import { declarationsOf } from '../../orchestrator-core/language/index.ts';
import type { Overlay } from '../documents/overlay.ts';
import type { PuppetDocument } from '../puppet/document.ts';
import type { Disk } from './disk.ts';
import { type Homes, isInside, placeOf } from './homes.ts';
import { type RubyReader, readUnit } from './read-unit.ts';

/** Takes what the editor shows into the stores. */
export interface Edits {
  /** The editor shows another text of a file, or none any more. */
  add(path: string): void;
  /** Takes in what was added; what is known then is what the editor shows. */
  take(): Promise<void>;
}

/** What taking in edits needs. */
export interface EditsParts {
  readonly files: Overlay;
  readonly homes: Homes;
  readonly disk: Disk;
  puppet(path: string): Promise<PuppetDocument | undefined>;
  readonly readRuby: RubyReader | undefined;
  /** Others can see a difference. */
  tell(): void;
}

/** Takes in what the editor shows, in the order in which it was shown. */
export function createEdits({ files, homes, disk, puppet, readRuby, tell }: EditsParts): Edits {
  const edited = new Set<string>();
  let taking = Promise.resolve();
  const takeIn = async (path: string): Promise<void> => {
    const home = await homes.of(path);
    const place = placeOf(home, path);
    if (path === home.layout.inventoryPath) await homes.renamed(path);
    if (place === undefined) {
      for (const store of home.stores) if (isInside(path, store.module.directory)) disk.changed(store, path);
      return;
    }
    const { store, unit } = place;
    if (store !== home.loose && home.loose.remove(path)) tell();
    if (!files.isOpen(path)) {
      disk.again(store, unit);
      return;
    }
    const isPuppet = unit.kind === 'puppet' || unit.kind === 'template';
    const document = isPuppet ? await puppet(path) : undefined;
    const summary =
      document === undefined
        ? await readUnit(store.module, unit, [(await files.readText(path)) ?? ''], readRuby)
        : // Which names an open document mentions is looked up in the document itself.
          { declarations: declarationsOf(document.parsed, path), mentions: [] };
    if (store.put({ ...summary, unit, stamp: 'open', isUncertain: true })) tell();
  };
  const takeAll = async (): Promise<void> => {
    while (edited.size > 0) {
      const paths = [...edited];
      edited.clear();
      for (const path of paths) await takeIn(path).catch(() => {});
    }
  };
  return {
    add: (path) => {
      edited.add(path);
    },
    take: () => {
      // One after the other: what was shown later is taken in later.
      if (edited.size > 0) taking = taking.then(takeAll);
      return taking;
    },
  };
}

import { type FSWatcher, watch } from 'node:fs';
import type { Clock, Files, Log, Timer } from './common/index.ts';
import { joinPath, OrchestratorError, parentPath } from './common/index.ts';
import type { Inventory } from './inventory/index.ts';
import type { AskSecret } from './inventory-plugins.ts';
import { type InventoryChoice, loadInventory } from './load-inventory.ts';
import { ownModules } from './node/index.ts';
import { loadProject, type Project } from './project/index.ts';

/** What of a project somebody shows, and asks for again when it changed. */
export type ProjectPart = 'tasks' | 'plans' | 'inventory';

export interface ProjectSourceOptions extends InventoryChoice {
  readonly directory: string;
  readonly modulepath?: readonly string[];
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Log;
  /** Called some moments after files changed, once for all of them. */
  readonly onChange: (what: ProjectPart) => void;
}

/** The project as its files are now: read when it is asked for, and again only after a file changed. */
export interface ProjectSource {
  /** @throws OrchestratorError when `bolt-project.yaml` has an error: then nothing may be run. */
  project(): Promise<Project>;
  /** @throws OrchestratorError when the inventory cannot be read. */
  inventory(): Promise<Inventory>;
  /** Has plugins asked anew what the inventory is, when it is read the next time. */
  refresh(): void;
  /** Begins to watch; before that every question reads the files. */
  watch(): Promise<void>;
  close(): void;
}

/** Milliseconds after which plugins are asked again what the inventory is, when somebody wants to know. */
const fresh = 60_000;
/** Milliseconds after which what could not be read is tried again, when somebody wants to know. */
const failed = 5000;
/** Milliseconds of quiet after which a change is told. */
const quiet = 100;
/** Directories of a module that say something about its tasks and plans. */
const moduleDirectories = ['tasks', 'types', 'files', 'lib', 'scripts'];

export function openProjectSource(options: ProjectSourceOptions): ProjectSource {
  return new Source(options);
}

class Source implements ProjectSource {
  readonly #options: ProjectSourceOptions;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #changed = new Set<ProjectPart>();
  /** Directories that hold plans. */
  readonly #ofPlans = new Set<string>();
  #project: Promise<Project> | undefined;
  #inventory: Promise<Inventory> | undefined;
  #readAt = 0;
  readonly #answers = new Map<string, Promise<string>>();
  #timer: Timer | undefined;
  #watching = false;

  constructor(options: ProjectSourceOptions) {
    this.#options = options;
  }

  project(): Promise<Project> {
    if (!this.#watching) return this.#loadProject();
    this.#project ??= this.#loadProject();
    return this.#project;
  }

  async #loadProject(): Promise<Project> {
    const { files, directory, modulepath } = this.#options;
    const { project, problems } = await loadProject(files, directory, {
      ownModules,
      ...(modulepath === undefined ? {} : { modulepath }),
    });
    const error = problems.find(({ severity }) => severity === 'error');
    if (error === undefined) return project;
    const { kind, message, path, line, column } = error;
    const place = line === undefined || column === undefined ? {} : { line, column };
    throw new OrchestratorError(kind, message, { details: { path, ...place } });
  }

  async inventory(): Promise<Inventory> {
    if (!this.#watching) return this.#loadInventory();
    const known = this.#inventory;
    if (known === undefined) return this.#keep(this.#loadInventory());
    const inventory = await known.catch((error: unknown) => {
      if (this.#age() < failed) throw error;
    });
    if (this.#inventory !== known) return this.inventory();
    if (inventory === undefined) return this.#keep(this.#loadInventory());
    const isOld = inventory.fromPlugins && this.#age() >= fresh;
    return isOld ? this.#keep(this.#askAgain(inventory)) : inventory;
  }

  refresh(): void {
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  /** Milliseconds since the inventory was read. */
  #age(): number {
    return this.#options.clock.now() - this.#readAt;
  }

  #keep(inventory: Promise<Inventory>): Promise<Inventory> {
    this.#readAt = this.#options.clock.now();
    this.#inventory = inventory;
    return inventory;
  }

  async #loadInventory(): Promise<Inventory> {
    return loadInventory(this.#options.files, await this.project(), { ...this.#options, ask: this.#ask });
  }

  /** What plugins say now; while they fail, what they said before. */
  async #askAgain(before: Inventory): Promise<Inventory> {
    const { log, onChange } = this.#options;
    try {
      const inventory = await this.#loadInventory();
      const [old, now] = [before, inventory].map((each) => each.names(['all']).join());
      if (old !== now) onChange('inventory');
      return inventory;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      log.log('warn', `The inventory is as it was a while ago, because plugins cannot be asked: ${why}`);
      return before;
    }
  }

  /** Nobody is asked the same again until the inventory was changed. */
  readonly #ask: AskSecret = (message, signal) => {
    const { ask } = this.#options;
    const known = this.#answers.get(message);
    if (known !== undefined || ask === undefined) return known ?? notAsked(message);
    const answer = ask(message, signal);
    this.#answers.set(message, answer);
    // Whoever did not answer may do so when it is asked the next time.
    answer.catch(() => this.#answers.delete(message));
    return answer;
  };

  async watch(): Promise<void> {
    this.#watching = true;
    await this.#renew();
  }

  /** Watches what there is now to watch: a project grows modules and modules grow tasks. */
  async #renew(): Promise<void> {
    const wanted = await this.#directories();
    if (!this.#watching) return;
    for (const [directory, watcher] of this.#watchers) {
      if (wanted.has(directory)) continue;
      watcher.close();
      this.#watchers.delete(directory);
    }
    for (const directory of wanted) {
      if (this.#watchers.has(directory)) continue;
      try {
        const watcher = watch(directory, { persistent: false }, (_event, name) => this.#touched(directory, name));
        // A directory that goes is seen by the watch of the one it is in.
        watcher.on('error', () => this.#watchers.delete(directory));
        this.#watchers.set(directory, watcher);
      } catch (error) {
        if (isMissing(error)) continue;
        this.#options.log.log('warn', `Changes in ${directory} will not be noticed: ${String(error)}`);
      }
    }
    // What was read before the watches stood may have changed since.
    this.#forget();
  }

  async #directories(): Promise<ReadonlySet<string>> {
    const { directory, inventory } = this.#options;
    const wanted = new Set([directory]);
    if (inventory !== undefined) wanted.add(parentPath(inventory));
    try {
      const project = await this.project();
      wanted.add(parentPath(project.inventoryPath));
      for (const path of project.modulepath) wanted.add(path);
      for (const module of project.modules) {
        wanted.add(module.directory);
        for (const name of moduleDirectories) wanted.add(joinPath(module.directory, name));
        for (const path of await this.#below(joinPath(module.directory, 'plans'))) {
          wanted.add(path);
          this.#ofPlans.add(path);
        }
      }
    } catch {
      // What is wrong with it is told to whoever asks for it.
    }
    return wanted;
  }

  /** The directory with all that are in it. */
  async #below(directory: string): Promise<readonly string[]> {
    const entries = await this.#options.files.list(directory);
    const inner = entries.filter(({ kind }) => kind === 'directory');
    const deeper = await Promise.all(inner.map(({ name }) => this.#below(joinPath(directory, name))));
    return [directory, ...deeper.flat()];
  }

  #touched(directory: string, name: string | null): void {
    // What Bolt, an editor or a version control system leave beside the project says nothing of it.
    if (directory === this.#options.directory && name !== null && /^\.(?!modules$)|\.log$|~$/.test(name)) return;
    const path = name === null ? directory : joinPath(directory, name);
    const isConfiguration = path === joinPath(this.#options.directory, 'bolt-project.yaml') || name === null;
    const ofPlans = this.#ofPlans.has(directory);
    if (isConfiguration || (path.endsWith('.yaml') && !ofPlans)) this.#changed.add('inventory');
    if (isConfiguration || (!path.endsWith('.yaml') && !ofPlans)) this.#changed.add('tasks');
    // A type or a module that comes or goes says something of both.
    if (isConfiguration || ofPlans || !path.endsWith('.yaml')) this.#changed.add('plans');
    this.#forget();
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(quiet, () => void this.#tell());
  }

  #forget(): void {
    this.#project = undefined;
    this.#inventory = undefined;
  }

  async #tell(): Promise<void> {
    const changed = [...this.#changed];
    if (changed.includes('inventory')) this.#answers.clear();
    this.#changed.clear();
    // What was read while files were still changing is not kept; and what is new is watched before anybody looks at it.
    this.#forget();
    await this.#renew();
    if (!this.#watching) return;
    for (const what of changed) this.#options.onChange(what);
  }

  close(): void {
    this.#watching = false;
    this.#timer?.cancel();
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }
}

function notAsked(message: string): Promise<never> {
  return Promise.reject(new OrchestratorError('bolt/no-tty-error', `There is nobody to answer '${message}'.`));
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

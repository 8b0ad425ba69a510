import { createHash } from 'node:crypto';
import { type Files, joinPath } from './common/index.ts';
import {
  builtInResourceTypes,
  EvaluationError,
  type EvaluationHost,
  type FindAlias,
  loadAliases,
  nativeFunctions,
  type PuppetFunction,
  parse,
  parseType,
} from './language/index.ts';
import { type Hiera, HieraError, type HieraSource, openHiera, yamlFunctions } from './plans/index.ts';
import type { Module, Project } from './project/index.ts';

/** An evaluation's view of a project: its modules' functions, data types and files. */
export interface ProjectEvaluation {
  readonly host: EvaluationHost;
  /** Reads the type aliases that a source names, which have to be known before it is evaluated. */
  prepare(source: string): Promise<void>;
}

/** What an evaluation in a project is given besides its files. */
export interface EvaluationPorts {
  readonly files: Files;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: EvaluationHost['log'];
  /** What Hiera's data are about; by default a plan, which has neither facts nor variables for them. */
  readonly data?: Pick<HieraSource, 'purpose' | 'variable'>;
}

const deepest = 200;

export function createProjectEvaluation(
  project: Project,
  { files, now, log, data }: EvaluationPorts,
): ProjectEvaluation {
  const { modules } = project;
  const aliases: FindAlias[] = [];
  const prepare = async (source: string): Promise<void> => {
    aliases.push(await loadAliases(files, modules, [source]));
  };
  const moduleNamed = (name: string) => modules.find((module) => module.name === name);
  let hiera: Hiera | undefined;
  const host: EvaluationHost = {
    natives: new Map([...nativeFunctions(), ...Object.entries(yamlFunctions)]),
    findAlias: (name) => {
      for (const find of aliases) {
        const type = find(name);
        if (type !== undefined) return type;
      }
      // `File['/etc/motd']` is a resource, and `File` all of them.
      const resource = name.toLowerCase();
      return builtInResourceTypes().has(resource) ? parseType(`Resource['${resource}']`).type : undefined;
    },
    loadFunction: async (name) => {
      const loaded = await readFunction(files, modules, name);
      if (loaded !== undefined) await prepare(loaded.source);
      return loaded;
    },
    log,
    now,
    digest: (algorithm, text) => createHash(algorithm).update(text, 'utf8').digest('hex'),
    hasResourceType: (name) => builtInResourceTypes().has(name),
    files: {
      find: (kind, reference) => findFile(files, modules, kind, reference),
      read: (path) => files.readBytes(path),
      moduleDirectory: async (name) => moduleNamed(name)?.directory,
    },
    lookup: async (key, merge) => {
      hiera ??= openHiera({
        files,
        configPath: project.hieraPath,
        moduleDirectory: (name) => moduleNamed(name)?.directory,
        ...(data ?? { purpose: 'plan', variable: () => undefined }),
      });
      try {
        return await hiera.lookup(key, merge);
      } catch (error) {
        throw error instanceof HieraError ? new EvaluationError(error.message, undefined, { cause: error }) : error;
      }
    },
    deepest,
  };
  return { host, prepare };
}

async function findFile(
  files: Files,
  modules: readonly Module[],
  kind: string,
  reference: string,
): Promise<string | undefined> {
  const [name, ...rest] = reference.split('/');
  const directory = modules.find((module) => module.name === name)?.directory;
  const path = reference.startsWith('/')
    ? reference
    : directory === undefined || rest.length === 0
      ? undefined
      : joinPath(directory, kind, ...rest);
  if (path === undefined || rest.includes('..')) return undefined;
  return (await files.stat(path)) === undefined ? undefined : path;
}

/** `a::b::c` is in `functions/b/c.pp` of the module `a`. */
async function readFunction(
  files: Files,
  modules: readonly Module[],
  name: string,
): Promise<PuppetFunction | undefined> {
  const [first = '', ...rest] = name.split('::');
  const module = modules.find((each) => each.name === first);
  if (module !== undefined && rest.length > 0) {
    const path = `${joinPath(module.directory, 'functions', ...rest)}.pp`;
    const source = await files.readText(path);
    if (source !== undefined) return definitionIn(source, path, name);
  }
  const owner = await rubyOwner(files, module !== undefined && rest.length > 0 ? [module] : modules, name);
  if (owner === undefined) return undefined;
  throw new EvaluationError(
    `The function '${name}' of the module '${owner}' is written in Ruby, which Baton does not run`,
  );
}

function definitionIn(source: string, path: string, name: string): PuppetFunction {
  const parsed = parse(source, { tasks: true });
  const [fault] = parsed.faults;
  if (fault !== undefined) throw new EvaluationError(fault.message, { path, source, span: fault });
  for (const statement of parsed.program.statements) {
    if (statement.kind === 'function' && statement.name.replace(/^::/, '') === name) {
      return { definition: statement, path, source };
    }
  }
  throw new EvaluationError(`The file ${path} defines no function '${name}'`);
}

/** The module that has a function of that name in Ruby. */
async function rubyOwner(files: Files, modules: readonly Module[], name: string): Promise<string | undefined> {
  const parts = name.split('::');
  const paths = [`${joinPath('functions', ...parts)}.rb`];
  if (parts.length === 1) paths.push(`${joinPath('parser', 'functions', name)}.rb`);
  for (const module of modules) {
    for (const path of paths) {
      if ((await files.stat(joinPath(module.directory, 'lib', 'puppet', path))) !== undefined) return module.name;
    }
  }
  return undefined;
}

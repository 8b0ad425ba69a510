import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject, joinPath, OrchestratorError } from './common/index.ts';
import { diskFiles, writeFileAtomic } from './node/index.ts';
import type { PluginCache, PluginHost, PluginTask, SecretKeys } from './plugins/index.ts';
import type { Project } from './project/index.ts';
import type { TaskCatalog } from './task-catalog.ts';

/** What plugins of a project work with on this machine. */
export function createPluginHost(project: Project, catalog: TaskCatalog): PluginHost {
  return {
    settings: project.plugins ?? {},
    ...(project.pluginCacheTtl === undefined ? {} : { cacheTtl: project.pluginCacheTtl }),
    cache: openCache(pluginCachePath(project)),
    keys,
    sha256: (text) => createHash('sha256').update(text).digest(),
    describeTask: (name) => describeTask(project, catalog, name),
    isOfType: (value, type) => catalog.isOfType(project, value, type),
    checkTask: (name, values) => checkTask(project, catalog, name, values),
  };
}

/** The file of values that plugins gave, which commands of Bolt use as well; absolute. */
export function pluginCachePath({ directory }: Pick<Project, 'directory'>): string {
  return joinPath(directory, '.plugin_cache.json');
}

async function describeTask(project: Project, catalog: TaskCatalog, name: string): Promise<PluginTask | undefined> {
  try {
    const { parameters } = (await catalog.find(project, name)).metadata;
    return parameters === undefined ? {} : { parameters };
  } catch (error) {
    if (error instanceof OrchestratorError && error.kind === 'bolt/unknown-task') return undefined;
    throw error;
  }
}

/** @throws OrchestratorError as Bolt has it for plugins, which a run of the task by itself words under another kind. */
async function checkTask(project: Project, catalog: TaskCatalog, name: string, values: JsonObject): Promise<void> {
  try {
    await catalog.complete(project, name, { kind: 'literal', values, isComplete: true }, false);
  } catch (error) {
    if (!(error instanceof OrchestratorError) || error.kind !== 'bolt/pal-error') throw error;
    throw new OrchestratorError('bolt/validation-error', error.message, { cause: error });
  }
}

function openCache(path: string): PluginCache {
  return {
    read: async (): Promise<JsonObject> => {
      const text = await diskFiles.readText(path);
      if (text === undefined || text.trim() === '') return {};
      const entries = parsed(text);
      if (isJsonObject(entries)) return entries;
      const message = `The cache of plugins at ${path} is not a JSON object; it can be removed with '--clear-cache'.`;
      throw new OrchestratorError('bolt/file-error', message, { details: { path } });
    },
    // What plugins give is nobody else's business.
    write: (entries) => writeFileAtomic(path, JSON.stringify(entries), 0o600),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Few commands need keys: what reads them is loaded when they do. */
const keys: SecretKeys = {
  create: async (files, force) => (await import('./secret-keys.ts')).createKeys(files, force),
  encrypt: async (text, files) => (await import('./secret-keys.ts')).encryptSecret(text, files),
  decrypt: async (text, files) => (await import('./secret-keys.ts')).decryptSecret(text, files),
};

import { OrchestratorError } from '../../../orchestrator-core/common/index.ts';
import { createPluginResolver, type PluginResolver } from '../../../orchestrator-core/plugins/index.ts';

const environment: Readonly<Record<string, string>> = { BATON_TEXT: 'text', BATON_JSON: '{"j":[1]}' };
const module = { name: 'fake', directory: '/fake' };

/** Plugins as `record.rb` has them: `fake` gives what its reference says. */
export function fakePlugins(): PluginResolver {
  return createPluginResolver({
    directory: '/project',
    modules: [module],
    settings: {},
    readText: async (path) => (path === '/fake/bolt_plugin.json' ? '{}' : undefined),
    environment: (name) => environment[name],
    ask: async (message) => message,
    puppetdb: { query: async () => [], facts: async () => ({}) },
    describeTask: async (name) => (name === 'fake::resolve_reference' ? {} : undefined),
    isOfType: async () => true,
    checkTask: async () => {},
    runTask: async (_name, { value = null, fail }) => {
      if (typeof fail === 'string') throw new OrchestratorError('bolt/validation-error', fail);
      return { value };
    },
    warn: () => {},
    cache: { read: async () => ({}), write: async () => {} },
    keys: { create: async () => {}, encrypt: async (text) => text, decrypt: async (text) => text },
    sha256: () => new Uint8Array(),
    now: () => 0,
  });
}

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { type Json, type JsonObject, OrchestratorError } from '../common/index.ts';
import { takesValue } from '../tasks/index.ts';
import type { PluginParameter, PluginPorts } from './ports.ts';
import { createPluginResolver } from './resolve.ts';

const signal: AbortSignal = new AbortController().signal;

interface Made {
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly settings?: JsonObject;
  readonly cacheTtl?: number;
  readonly tasks?: Readonly<Record<string, (parameters: JsonObject) => JsonObject>>;
  /** The parameters of tasks that say them. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, PluginParameter>>>>;
  readonly answers?: readonly string[];
  cached?: JsonObject;
  now?: number;
}

function portsOf(made: Made, calls: Json[] = []): PluginPorts {
  const answers = [...(made.answers ?? [])];
  const modules = new Set(Object.keys(made.files ?? {}).flatMap((path) => /^\/m\/(\w+)\//.exec(path)?.[1] ?? []));
  return {
    directory: '/p',
    modules: [...modules].map((name) => ({ name, directory: `/m/${name}` })),
    settings: made.settings ?? {},
    ...(made.cacheTtl === undefined ? {} : { cacheTtl: made.cacheTtl }),
    readText: async (path) => made.files?.[path],
    environment: (name) => made.environment?.[name],
    ask: async (message) => {
      calls.push(`? ${message}`);
      const answer = answers.shift();
      if (answer === undefined)
        throw new OrchestratorError('bolt/no-tty-error', 'STDIN is not a tty, unable to prompt');
      return answer;
    },
    puppetdb: { query: async () => [{ certname: 'n1' }], facts: async () => ({ n1: { os: { family: 'Debian' } } }) },
    describeTask: async (name) =>
      made.tasks?.[name] === undefined
        ? undefined
        : { ...(made.parameters?.[name] === undefined ? {} : { parameters: made.parameters[name] }) },
    isOfType: async (value, type) => takesValue({ type }, value, () => undefined),
    checkTask: async (name, given) => {
      const known = made.parameters?.[name];
      const unknown = Object.keys(given).find((key) => known !== undefined && !Object.hasOwn(known, key));
      if (unknown !== undefined)
        throw new OrchestratorError('bolt/validation-error', `has no parameter named '${unknown}'`);
    },
    runTask: async (name, given) => {
      calls.push([name, given]);
      return made.tasks?.[name]?.(given) ?? {};
    },
    warn: () => {},
    cache: {
      read: async () => made.cached ?? {},
      write: async (entries) => {
        made.cached = entries;
      },
    },
    keys: { create: async () => {}, encrypt: async (text) => `ENC[${text}]`, decrypt: async (text) => `open ${text}` },
    sha256: (text) => createHash('sha256').update(text).digest(),
    now: () => made.now ?? 0,
  };
}

const world: Made = {
  files: {
    '/p/data/t.yaml': 'targets:\n- {name: a, vars: {_plugin: env_var, var: V}}\n',
    '/p/broken.yaml': 'a: [',
    '/p/puppet_connect_data.yaml': 'pw: hunter2\n',
    '/m/vault/bolt_plugin.json': '{}',
    '/m/hooked/bolt_plugin.json': '{"hooks": {"resolve_reference": {"task": "hooked::get"}}}',
    '/m/lost/bolt_plugin.json': '{"hooks": {"resolve_reference": {"task": "lost::get"}}}',
    '/m/odd/bolt_plugin.json': '{"config": {}}',
    '/m/broken/bolt_plugin.json': '{',
    '/m/typed/bolt_plugin.json': '{}',
    '/m/mute/bolt_plugin.json': '{}',
    '/m/plain/metadata.json': '{}',
  },
  environment: { V: 'value', J: '{"a": [1]}', BAD: 'hunter2' },
  settings: { hooked: { token: { _plugin: 'env_var', var: 'V' } } },
  tasks: {
    'm::get': (given) => (given['fail'] === true ? { _error: { msg: 'no', kind: 'k' } } : { value: given }),
    'typed::resolve_reference': (given) => ({ value: given }),
    'typed::validate_resolve_reference': () => ({}),
    'm::nothing': () => ({ other: 1 }),
    'vault::resolve_reference': ({ path = null }) => ({ value: path }),
    'vault::validate_resolve_reference': ({ path }) =>
      path === 'bad' ? { _error: { msg: 'not this path', kind: 'vault/path' } } : {},
    'hooked::get': (given) => ({ value: [{ _plugin: 'vault', path: 'inner' }, given] }),
  },
  parameters: {
    'hooked::get': { token: {}, a: {} },
    'm::get': { fail: {}, a: {} },
    'typed::resolve_reference': {
      count: { type: 'Integer', default: 3 },
      pin: { type: 'Integer', sensitive: true },
      c: {},
    },
    'typed::validate_resolve_reference': { count: { type: 'String[1]' }, other: { type: 'Nope' } },
  },
};

describe('references', () => {
  const cases: readonly (readonly [reference: Json, value: Json, secrets?: readonly Json[]])[] = [
    [{ _plugin: 'env_var', var: 'V' }, 'value'],
    [{ _plugin: 'env_var', var: 'NONE', default: 7 }, 7],
    [{ _plugin: 'env_var', var: 'NONE', optional: true }, null],
    [{ _plugin: 'env_var', var: 'J', json: true }, { a: [1] }],
    [{ password: { _plugin: 'env_var', var: 'V' } }, { password: 'value' }, ['value']],
    [{ _plugin: 'yaml', filepath: 'data/t.yaml' }, { targets: [{ name: 'a', vars: 'value' }] }],
    [
      { _plugin: 'typed', c: 1 },
      { count: 3, c: 1, _boltdir: '/p' },
    ],
    [
      { _plugin: 'typed', count: null },
      { count: null, _boltdir: '/p' },
    ],
    [{ _plugin: 'prompt', message: 'PIN' }, '4711', ['4711']],
    [{ _plugin: 'pkcs7', encrypted_value: 'ENC[x]' }, 'open ENC[x]', ['open ENC[x]']],
    [{ _plugin: 'puppet_connect_data', key: 'pw' }, 'hunter2', ['hunter2']],
    [{ _plugin: 'puppet_connect_data', key: 'none' }, null],
    [{ _plugin: 'puppetdb', query: 'nodes{}' }, [{ uri: 'n1' }]],
    [{ _plugin: 'task', task: 'm::get', parameters: { a: { _plugin: 'env_var', var: 'V' } } }, { a: 'value' }],
    [{ _plugin: 'vault', path: 'p', _cache: { ttl: 0 } }, 'p', ['p']],
    [
      [1, { x: { _plugin: 'hooked', a: 2 } }],
      [1, { x: ['inner', { token: 'value', a: 2, _boltdir: '/p' }] }],
      ['value', 'value', 'inner'],
    ],
  ];
  for (const [reference, value, secrets = []] of cases) {
    it(JSON.stringify(reference), async () => {
      const found = await createPluginResolver(portsOf({ ...world, answers: ['4711'] })).resolve(reference, signal);
      assert.deepEqual(found.value, value);
      assert.deepEqual(found.secrets, secrets);
    });
  }

  it('says which values came from which plugin', async () => {
    const data: Json = {
      config: { ssh: { user: { _plugin: 'env_var', var: 'V' }, port: 22 } },
      list: [{ _plugin: 'vault', path: 's' }],
    };
    const { origins } = await createPluginResolver(portsOf(world)).resolve(data, signal);
    assert.deepEqual(origins, [
      { path: ['config', 'ssh', 'user'], plugin: 'env_var', isSecret: false },
      { path: ['list', '0'], plugin: 'vault', isSecret: true },
    ]);
  });

  it('leaves references alone in what is given for a list of targets', async () => {
    const list: Json = ['t0', { _plugin: 'yaml', filepath: 'data/t.yaml' }, { name: 'b', vars: { _plugin: 'nosuch' } }];
    const resolver = createPluginResolver(portsOf(world));
    assert.deepEqual(await resolver.resolveTop(list, signal), [
      't0',
      { targets: [{ name: 'a', vars: { _plugin: 'env_var', var: 'V' } }] },
      { name: 'b', vars: { _plugin: 'nosuch' } },
    ]);
    assert.deepEqual(await resolver.resolveTop([{ _plugin: 'puppetdb', query: 'q' }, 't'], signal), [
      { uri: 'n1' },
      't',
    ]);
  });
});

describe('references that are refused', () => {
  const at = (plugin: string, message: string): string =>
    `Error executing plugin ${plugin} from resolve_reference in ${plugin}: ${message}`;
  const cases: readonly (readonly [reference: Json, kind: string, message: string])[] = [
    [{ _plugin: 'nosuch' }, 'bolt/unknown-plugin', "Unknown plugin: 'nosuch'"],
    [{ _plugin: 5 }, 'bolt/unknown-plugin', "Unknown plugin: '5'"],
    [{ _plugin: 'plain' }, 'bolt/unknown-plugin', "Unknown plugin: 'plain'"],
    [{ _plugin: '__proto__' }, 'bolt/unknown-plugin', "Unknown plugin: '__proto__'"],
    [
      { _plugin: 'terraform' },
      'bolt/unknown-plugin',
      "Unknown plugin: 'terraform'. It comes with the module puppetlabs-terraform, which is not on the modulepath.",
    ],
    [{ _plugin: 'mute' }, 'bolt/unsupported-hook', 'Plugin mute does not support resolve_reference'],
    [{ _plugin: 'env_var' }, 'bolt/validation-error', "env_var plugin requires that the 'var' is specified"],
    [{ _plugin: 'env_var', var: 'X' }, 'bolt/validation-error', "env_var plugin requires that the var 'X' be set"],
    [
      { _plugin: 'env_var', var: 'BAD', json: true },
      'bolt/plugin-error',
      at('env_var', 'Invalid Plugin Data for env_var: the value of BAD is not JSON'),
    ],
    [{ _plugin: 'prompt' }, 'bolt/validation-error', "Prompt requires a 'message'"],
    [{ _plugin: 'prompt', message: 'PIN' }, 'bolt/plugin-error', at('prompt', 'STDIN is not a tty, unable to prompt')],
    [{ _plugin: 'yaml' }, 'bolt/validation-error', "yaml plugin requires that the 'filepath' is specified"],
    [{ _plugin: 'yaml', filepath: 'no.yaml' }, 'bolt/plugin-error', at('yaml', 'The file /p/no.yaml does not exist')],
    [{ _plugin: 'task' }, 'bolt/validation-error', "Task plugin requires that the 'task' is specified"],
    [
      { _plugin: 'task', task: 'x' },
      'bolt/unknown-task',
      "Could not find a task named 'x'. For a list of available tasks, run 'bolt task show'.",
    ],
    [{ _plugin: 'task', task: 'm::get', parameters: { z: 1 } }, 'bolt/validation-error', "has no parameter named 'z'"],
    [{ _plugin: 'task', task: 'm::get', parameters: { fail: true } }, 'bolt/plugin-error', at('task', 'no')],
    [
      { _plugin: 'task', task: 'm::nothing' },
      'bolt/plugin-error',
      at('task', `Task result did not return 'value': {"other"=>1}`),
    ],
    [{ _plugin: 'vault', path: 'bad' }, 'vault/path', 'not this path'],
    [
      { _plugin: 'lost' },
      'bolt/invalid-plugin-data',
      "Invalid Plugin Data for lost: Plugin lost specified an unkown task 'lost::get' for a hook",
    ],
    [{ _plugin: 'vault', _cache: 1 }, 'bolt/validation-error', '_cache must be a Hash, received Integer: 1'],
    [{ _plugin: 'vault', _cache: {} }, 'bolt/validation-error', "_cache must set 'ttl' key."],
    [
      { _plugin: 'vault', _cache: { ttl: -1 } },
      'bolt/validation-error',
      "'ttl' key under '_cache' must be a minimum of 0.",
    ],
  ];
  for (const [reference, kind, message] of cases) {
    it(JSON.stringify(reference), async () => {
      await assert.rejects(createPluginResolver(portsOf(world)).resolve([reference], signal), { kind, message });
    });
  }

  const settings: readonly (readonly [settings: JsonObject, plugin: string, message: string])[] = [
    [{ vault: { nope: 1 } }, 'vault', 'Config for vault plugin contains unexpected key nope'],
    [{ vault: { a: { _plugin: 'vault' } } }, 'vault', "Configuration for plugin 'vault' depends on the plugin itself"],
    [
      { vault: { a: { _plugin: 'hooked' } }, hooked: { b: [{ _plugin: 'vault' }] } },
      'vault',
      "Configuration for plugin 'vault' depends on the plugin itself",
    ],
    [
      { puppetdb: {} },
      'vault',
      "Configuration for the PuppetDB plugin must be in the 'puppetdb' config section, not 'plugins'",
    ],
    [{ pkcs7: { 'private-key': 'x' } }, 'pkcs7', 'Config for pkcs7 plugin contains unexpected key private-key'],
    [{ pkcs7: { keysize: 'x' } }, 'pkcs7', 'pkcs7 plugin expects a Optional[Integer] for key keysize, got: x'],
    [{ yaml: { path: 'x' } }, 'yaml', 'Config for yaml plugin contains unexpected key path'],
    // As the real Bolt words them, but for values that may be secret.
    [
      { typed: { count: [1], c: {} } },
      'typed',
      'typed plugin expects a Optional[Variant[String[1], Integer]] for key count, got: [1]',
    ],
    [{ typed: { other: 1 } }, 'typed', 'typed plugin expects a Optional[Nope] for key other, got: 1'],
    [
      { typed: { pin: 'no' } },
      'typed',
      'typed plugin expects a Optional[Integer] for key pin, got: a value that is not shown',
    ],
    [
      { typed: { count: { _plugin: 'env_var', var: 'J', json: true } } },
      'typed',
      'typed plugin expects a Optional[Variant[String[1], Integer]] for key count, got: a value that is not shown',
    ],
    [
      {},
      'odd',
      "Invalid Plugin Data for odd: Found unsupported key 'config' in bolt_plugin.json. Config for a plugin is inferred\nfrom task parameters, with config values passed as parameters.",
    ],
  ];
  for (const [given, plugin, message] of settings) {
    it(`the settings ${JSON.stringify(given)}, asked by ${plugin}`, async () => {
      const resolver = createPluginResolver(portsOf({ ...world, settings: given }));
      await assert.rejects(resolver.resolve({ _plugin: plugin, encrypted_value: 'x' }, signal), { message });
    });
  }

  it('lead back to themselves', async () => {
    const tasks = { 'm::get': () => ({ value: { _plugin: 'task', task: 'm::get' } }) };
    const resolver = createPluginResolver(portsOf({ tasks }));
    const kind = 'bolt/recursive-reference-loop';
    await assert.rejects(resolver.resolve({ _plugin: 'task', task: 'm::get' }, signal), { kind });
    await assert.rejects(resolver.resolveTop([{ _plugin: 'task', task: 'm::get' }], signal), { kind });
  });
});

describe('values that are kept', () => {
  const reference: Json = { _plugin: 'task', task: 'm::get', parameters: { a: 1 }, _cache: { ttl: 60 } };

  it('stand for asking again until they are too old', async () => {
    const made: Made = { ...world, cached: {}, now: Date.UTC(2026, 0, 2, 3, 4, 5) };
    const calls: Json[] = [];
    const ask = () => createPluginResolver(portsOf(made, calls)).resolve(reference, signal);
    await ask();
    // The name is the one that Bolt 3.30 under Ruby 3.1 gives it.
    assert.deepEqual(made.cached, {
      'xolog-doser-tihyg-zoh': { result: { a: 1 }, mtime: '2026-01-02 03:04:05 +0000', ttl: 60 },
    });
    made.now = (made.now ?? 0) + 59_999;
    await ask();
    assert.equal(calls.length, 1);
    made.now += 1;
    await ask();
    assert.equal(calls.length, 2);
  });

  it('are kept for all references where the project says so, but never what only a person or a key knows', async () => {
    const made: Made = { ...world, cacheTtl: 5, answers: ['4711'] };
    const resolver = createPluginResolver(portsOf(made));
    await resolver.resolve(
      [
        { _plugin: 'env_var', var: 'V' },
        { _plugin: 'prompt', message: 'PIN' },
      ],
      signal,
    );
    await resolver.resolve({ _plugin: 'pkcs7', encrypted_value: 'ENC[x]' }, signal);
    assert.deepEqual(
      Object.values(made.cached ?? {}).map((entry) => (entry as JsonObject)['result']),
      ['value'],
    );
  });

  for (const part of ['read', 'write'] as const) {
    it(`are asked for each time where the file cannot be ${part === 'read' ? 'read' : 'written'}, with one warning`, async () => {
      const calls: Json[] = [];
      const warnings: string[] = [];
      const ports = portsOf({ ...world, cached: {} }, calls);
      const refuse = () => Promise.reject(new Error('EACCES: permission denied'));
      const resolver = createPluginResolver({
        ...ports,
        cache: { ...ports.cache, [part]: refuse },
        warn: (id, message) => void warnings.push(`${id} ${message}`),
      });
      const other: Json = { ...reference, parameters: { a: 2 } };
      assert.deepEqual((await resolver.resolve([reference, other], signal)).value, [{ a: 1 }, { a: 2 }]);
      assert.deepEqual(warnings, ['unwriteable_file What plugins give cannot be kept: EACCES: permission denied']);
    });
  }

  it('that Bolt kept are used', async () => {
    const entry = { result: 'old', mtime: '2026-01-02 03:04:05 +0100', ttl: 10 };
    const cached = { 'xolog-doser-tihyg-zoh': entry, gone: { ...entry, ttl: 1 } };
    const made: Made = { ...world, cached, now: Date.UTC(2026, 0, 2, 2, 4, 8) };
    const { value } = await createPluginResolver(portsOf(made)).resolve(reference, signal);
    assert.equal(value, 'old');
    assert.deepEqual(Object.keys(made.cached ?? {}), ['xolog-doser-tihyg-zoh']);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isJsonObject, type Json, OrchestratorError } from '../common/index.ts';
import { createPluginResolver, type PluginResolver } from '../plugins/index.ts';
import { effectiveValues } from './effective-values.ts';
import type { Inventory } from './inventory.ts';
import { openLiveInventory } from './plan-inventory.ts';
import { resolveInventory } from './read-inventory.ts';

const signal: AbortSignal = new AbortController().signal;

/** Plugins for tests: `task` gives what is given for its task, `prompt` its message in capitals. */
function pluginsWith(given: Readonly<Record<string, Json>>, asked: string[]): PluginResolver {
  return createPluginResolver({
    directory: '/p',
    modules: [],
    settings: {},
    readText: async () => undefined,
    environment: () => undefined,
    ask: async (message, cancel) => {
      asked.push(message);
      if (message === 'slow' && asked.length === 1) {
        if (!cancel.aborted) await new Promise<void>((resolve) => cancel.addEventListener('abort', () => resolve()));
        throw new OrchestratorError('k', 'given up');
      }
      if (message.startsWith('no')) throw new OrchestratorError('k', 'nobody');
      return message.toUpperCase();
    },
    puppetdb: { query: async () => [], facts: async () => ({}) },
    describeTask: async () => ({}),
    isOfType: async () => true,
    checkTask: async () => {},
    runTask: async (name) => {
      asked.push(name);
      const value = given[name];
      return value === undefined ? { _error: { kind: 'k', msg: `no ${name}` } } : { value };
    },
    warn: () => {},
    cache: { read: async () => ({}), write: async () => {} },
    keys: { create: async () => {}, encrypt: async (text) => text, decrypt: async (text) => text },
    sha256: () => new Uint8Array(),
    now: () => 0,
  });
}

const task = (name: string): Json => ({ _plugin: 'task', task: name });
const prompt = (message: string): Json => ({ _plugin: 'prompt', message });
type Given = Readonly<Record<string, Json>>;

function read(data: Json, given: Given = {}, asked: string[] = []): Promise<Inventory> {
  const source = { text: JSON.stringify(data), path: '/p/inventory.yaml' };
  return resolveInventory(source, pluginsWith(given, asked), signal);
}

it('plugins may give any number of targets', async () => {
  const many = Array.from({ length: 200_000 }, (_, index) => index);
  const found = await pluginsWith({ t: many }, []).resolveTop([task('t')], signal);
  assert.ok(Array.isArray(found) && found.length === many.length);
});

describe('plugins give', () => {
  const cases: readonly (readonly [what: string, data: Json, given: Given, names: string])[] = [
    ['all targets', { targets: task('t') }, { t: ['a', { name: 'b' }] }, 'b a'],
    ['some of them', { targets: ['x', task('t')] }, { t: [{ name: 'b' }, 'c'] }, 'b x c'],
    ['lists in lists', { targets: [task('t')] }, { t: [task('u'), 'a'], u: ['b', ['c']] }, 'b c a'],
    ['names and addresses', { targets: [{ name: task('n'), uri: task('u') }] }, { n: 'one', u: 'ssh://h' }, 'one'],
    ['addresses alone', { targets: [{ uri: task('u') }] }, { u: 'h' }, 'h'],
    ['groups', { groups: task('g') }, { g: [{ name: 'web', targets: ['w'] }] }, 'w'],
    [
      'a group among others',
      { groups: [task('g'), { name: 'y', targets: ['q'] }] },
      { g: { name: 'x', targets: task('t') }, t: ['p'] },
      'p q',
    ],
    ['the name of a group', { groups: [{ name: task('g'), targets: ['w'] }] }, { g: 'web' }, 'w'],
    ['everything', task('all'), { all: { targets: ['a'], vars: { v: 1 } } }, 'a'],
  ];
  for (const [what, data, given, names] of cases) {
    it(what, async () => {
      assert.equal((await read(data, given)).names(['all']).join(' '), names);
    });
  }

  it('aliases', async () => {
    const targets = [
      { name: 'x', alias: [task('a'), 'two'] },
      { name: 'y', alias: task('b') },
    ];
    const inventory = await read({ targets }, { a: 'one', b: ['b1', 'b2'] });
    assert.deepEqual(inventory.names(['one', 'two', 'b2']), ['x', 'y']);
  });
});

describe('what plugins give is refused', () => {
  const cases: readonly (readonly [data: Json, given: Given, message: string])[] = [
    [{ targets: task('t') }, { t: [5] }, 'Target entry must be a String or Hash, not Integer for group at ["all"]'],
    [{ targets: [{ name: task('n') }] }, { n: 5 }, 'Target name must be a String, not Integer for group at ["all"]'],
    [{ targets: [{ uri: task('n') }] }, { n: '' }, 'No name or uri for target: {"uri"=>""} for group at ["all"]'],
    [
      { targets: [{ name: 'x', alias: task('a') }] },
      { a: 5 },
      'Alias entry on x must be a String or Array, not Integer for group at ["all"]',
    ],
    [
      { targets: task('t') },
      { t: [{ name: 'x', config: 5 }] },
      'Expected config to be of type Hash, not Integer for target x for group at ["all"]',
    ],
    [{ groups: task('g') }, { g: ['web'] }, 'Expected group to be a Hash, not String'],
    [{ groups: task('g') }, { g: [{ targets: [] }] }, 'Group does not have a name'],
    [{ groups: [{ name: task('g') }] }, { g: 'a b' }, `Illegal character ' ' in group name 'a b' for group at ["a b"]`],
    [
      { groups: [{ name: 'web' }, task('g')] },
      { g: { name: 'web' } },
      'Tried to redefine group web for group at ["web", "all"]',
    ],
    [task('all'), { all: ['x'] }, 'Expected group to be a Hash, not Array'],
    [{ targets: task('t') }, {}, 'Error executing plugin task from resolve_reference in task: no t'],
  ];
  for (const [data, given, message] of cases) {
    it(message, () => assert.rejects(read(data, given), { message }));
  }
});

const lazy: Json = {
  vars: { top: task('top') },
  groups: [
    { name: 'web', config: { ssh: { password: prompt('web'), port: 22 } }, targets: ['w1', 'w2'] },
    {
      name: 'db',
      config: { ssh: task('ssh') },
      targets: [{ name: 'd1', facts: { f: [task('f')] }, features: [task('many')] }],
    },
    {
      name: 'bad',
      targets: [{ name: 'b1', vars: { v: prompt('no one') } }, { name: 'b2', config: task('wrong') }, 'b3'],
    },
  ],
};
const given: Given = {
  top: 'T',
  ssh: { user: 'u', port: null, 'sudo-password': 'hunter2', interpreters: { rb: null } },
  f: { a: 1 },
  many: ['x', ['y']],
  wrong: { ssh: { port: '22' } },
};

describe('what targets refer to', () => {
  it('is asked for when a target is first used, once for all that need it', async () => {
    const asked: string[] = [];
    const inventory = await read(lazy, given, asked);
    const names = inventory.targets().map(({ name }) => name);
    assert.deepEqual([names, asked], [['w1', 'w2', 'd1', 'b1', 'b2', 'b3'], []]);
    const [w1, w2] = await inventory.resolve(['w1', 'w2']);
    assert.deepEqual(asked.toSorted(), ['top', 'web']);
    assert.equal(w1?.options['password'], 'WEB');
    assert.deepEqual([w1?.vars, w2?.vars, w1?.secrets], [{ top: 'T' }, { top: 'T' }, ['WEB']]);
    await Promise.all([inventory.resolve(['d1']), inventory.resolve(['w1', 'd1'])]);
    assert.deepEqual(asked.toSorted(), ['f', 'many', 'ssh', 'top', 'web']);
  });

  it('is laid over what is below it, without what has no value', async () => {
    const [d1] = await (await read(lazy, given)).resolve(['d1']);
    const { user, port, interpreters } = d1?.options ?? {};
    assert.deepEqual([user, port, interpreters], ['u', undefined, undefined]);
    assert.deepEqual([d1?.facts, d1?.features, d1?.secrets], [{ f: [{ a: 1 }] }, ['x', 'y'], ['hunter2']]);
  });

  it('makes only those targets fail for which there is no value, and they are asked again', async () => {
    const asked: string[] = [];
    const inventory = await read(lazy, given, asked);
    const targets = await inventory.resolve(['b1', 'b3', 'w1']);
    const nobody = 'Error executing plugin prompt from resolve_reference in prompt: nobody';
    assert.deepEqual(
      targets.map(({ fault }) => fault?.msg),
      [nobody, undefined, undefined],
    );
    assert.deepEqual(
      targets.map(({ options }) => options['password']),
      [undefined, undefined, 'WEB'],
    );
    await inventory.resolve(['b1']);
    assert.equal(asked.filter((each) => each === 'no one').length, 2);
    const [b2] = await inventory.resolve(['b2']);
    assert.equal(b2?.fault?.msg, "Invalid configuration:\n  Value at 'port' must be of type Integer");
  });

  it('is asked for again where whoever asked first gave up', async () => {
    const asked: string[] = [];
    const inventory = await read({ targets: [{ name: 'x', vars: { v: prompt('slow') } }] }, {}, asked);
    const giving = new AbortController();
    const first = inventory.resolve(['x'], { signal: giving.signal });
    const second = inventory.resolve(['x'], { signal });
    giving.abort();
    assert.match((await first)[0]?.fault?.msg ?? '', /given up/);
    assert.deepEqual((await second)[0]?.vars, { v: 'SLOW' });
    assert.deepEqual(asked, ['slow', 'slow']);
  });

  it('is unknown where nobody is asked', async () => {
    const [w1] = (await read(lazy, given)).select(['w1']);
    assert.deepEqual(w1?.fault, {
      kind: 'baton/unresolved-reference',
      msg: "The value at 'vars.top' comes from the plugin 'task', which was not asked.",
      details: {},
    });
  });

  it('is nothing that lists of facts have', async () => {
    const inventory = await read({ targets: [{ name: 'x', facts: { pin: prompt('pin'), os: 'Debian' } }] });
    await inventory.resolve(['x']);
    assert.deepEqual([...inventory.factValues('pin')], []);
    assert.deepEqual([...inventory.factValues('os')], [['x', 'Debian']]);
  });

  it('has the plugin for its source, and is redacted where it is a secret', async () => {
    const inventory = await read(lazy, given);
    await inventory.resolve(['w1', 'd1']);
    const lines = (target: string): string =>
      effectiveValues(inventory, target)
        .map(({ path, value, source: { kind, ...from } }) =>
          [path.join('.'), JSON.stringify(value), kind, 'plugin' in from ? from.plugin : ''].join(' '),
        )
        .join('\n');
    assert.match(lines('w1'), /^config\.ssh\.password "Sensitive \[value redacted\]" group prompt$/m);
    assert.match(lines('w1'), /^config\.ssh\.port 22 group $/m);
    assert.match(lines('d1'), /^config\.ssh\.user "u" group task$/m);
    assert.match(lines('d1'), /^config\.ssh\.sudo-password "Sensitive \[value redacted\]" group task$/m);
    assert.match(lines('d1'), /^vars\.top "T" group task$/m);
  });
});

describe('the inventory of a run', () => {
  it('asks plugins when the plan first names a target, and tells what is secret', async () => {
    const asked: string[] = [];
    const hidden: Json[] = [];
    const hide = (secrets: readonly Json[]) => void hidden.push(...secrets);
    const inventory = await read(lazy, given, asked);
    const run = openLiveInventory(inventory, { signal, hide });
    const first = run.select(['web']);
    assert.ok(first instanceof Promise);
    assert.deepEqual([await first, hidden], [['w1', 'w2'], ['WEB']]);
    assert.equal(run.target('w1').password, 'WEB');
    assert.deepEqual(run.target('w1').vars, { top: 'T' });
    assert.deepEqual(run.select(['w2']), ['w2']);
    assert.deepEqual(openLiveInventory(inventory, { signal, hide }).select(['w1']), ['w1']);
    assert.deepEqual([hidden, asked.length], [['WEB', 'WEB', 'WEB'], 2]);
  });

  it('has targets that nothing can be asked of but their names', async () => {
    const run = openLiveInventory(await read(lazy, given), { signal, hide: () => {} });
    assert.deepEqual(await run.select(['b1', 'w1']), ['b1', 'w1']);
    assert.equal(run.target('b1').name, 'b1');
    assert.throws(() => run.target('b1').vars, { message: /nobody$/ });
    assert.ok(isJsonObject(run.target('w1').vars));
    assert.match(run.effective('b1').fault?.msg ?? '', /nobody$/);
  });
});

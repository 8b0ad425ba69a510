import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { OrchestratorError } from './common/index.ts';
import { loadInventory } from './load-inventory.ts';
import { diskFiles, ownModules } from './node/index.ts';
import { openOneShot } from './one-shot.ts';
import { loadProject, type Project } from './project/index.ts';

/** A project on the disk whose modules are plugins, as vault's or terraform's are. */
const files: Readonly<Record<string, string>> = {
  'bolt-project.yaml': [
    'name: plugged',
    'plugins:',
    '  keeper: {address: {_plugin: yaml, filepath: address.yaml}, unused: 1}',
    '  typed: {count: notint}',
    'plugin-hooks:',
    '  puppet_library: {plugin: task, task: {_plugin: yaml, filepath: hook.yaml}}',
  ].join('\n'),
  'address.yaml': 'https://keeper\n',
  'hook.yaml': 'install\n',
  'modules/keeper/bolt_plugin.json': '{}',
  'modules/keeper/tasks/resolve_reference.json': JSON.stringify({
    parameters: { address: { type: 'String' }, path: { type: 'String' }, unused: { type: 'Optional[Integer]' } },
  }),
  'modules/keeper/tasks/resolve_reference.sh':
    'echo "$PT_path $PT_address $PT__boltdir" >> "$PT__boltdir/asked"\necho "{\\"value\\": \\"secret of $PT_path\\"}"\n',
  'modules/finder/bolt_plugin.json': '{"hooks": {"resolve_reference": {"task": "finder::find"}}}',
  'modules/finder/tasks/find.sh': 'echo \'{"value": [{"name": "f1", "config": {"transport": "local"}}, "f2"]}\'\n',
  'modules/typed/bolt_plugin.json': '{}',
  'modules/typed/tasks/resolve_reference.json': JSON.stringify({ parameters: { count: { type: 'Integer' } } }),
  'modules/typed/tasks/resolve_reference.sh': '',
  'modules/finder/tasks/usual.json': JSON.stringify({
    parameters: { n: { type: 'Integer', default: 3 }, o: { type: 'Optional[Integer]', default: 4 } },
  }),
  'modules/finder/tasks/usual.sh': 'echo "{\\"value\\": \\"n=$PT_n o=$PT_o\\"}"\n',
  'modules/broken/bolt_plugin.json': '{}',
  'modules/broken/tasks/resolve_reference.sh':
    'echo \'{"_error": {"msg": "out of order", "kind": "broken/plugin"}}\'; exit 1\n',
  'plans/init.pp': `plan plugged() {
    $t = get_target('masked')
    run_command("echo \${t.vars['password']} \${t.vars['plain']}", $t)
  }`,
  'inventory.yaml': `
config: {transport: local}
targets:
- _plugin: finder
- name: open
- name: masked
  vars: {plain: p, password: {_plugin: keeper, path: one}, ttl: {_plugin: keeper, path: two, _cache: {ttl: 60}}}
- name: out
  vars: {x: {_plugin: broken}}
- name: wrong
  vars: {x: {_plugin: keeper, way: one}}
- name: typed
  vars: {x: {_plugin: typed, count: 1}}
- name: usual
  vars: {x: {_plugin: task, task: finder::usual, parameters: {n: 1}}}
- name: lacking
  vars: {x: {_plugin: task, task: finder::usual}}
- name: asking
  facts: {pin: {_plugin: prompt, message: PIN}}
`,
};

let project: Project;
before(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-plugins-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
    if (path.endsWith('.sh')) await chmod(join(directory, path), 0o755);
  }
  ({ project } = await loadProject(diskFiles, directory, { ownModules }));
});
after(() => rm(project.directory, { recursive: true, force: true }));

describe("an inventory that refers to the project's plugins", () => {
  it('has the targets that they find', async () => {
    const inventory = await loadInventory(diskFiles, project, {});
    assert.deepEqual(inventory.names(['all']), [
      'f1',
      'open',
      'masked',
      'out',
      'wrong',
      'typed',
      'usual',
      'lacking',
      'asking',
      'f2',
    ]);
  });

  it('asks them with what the project says of them, and keeps what may be kept', async () => {
    const asked = join(project.directory, 'asked');
    for (const _ of [1, 2]) {
      const [masked] = await (await loadInventory(diskFiles, project, {})).resolve(['masked']);
      assert.deepEqual(masked?.pluginHooks, { puppet_library: { plugin: 'task', task: 'install' } });
      assert.deepEqual(masked?.vars, { plain: 'p', password: 'secret of one', ttl: 'secret of two' });
    }
    const lines = (await readFile(asked, 'utf8')).trim().split('\n');
    const line = (path: string) => `${path} https://keeper ${project.directory}`;
    assert.deepEqual(lines, [line('one'), line('two'), line('one')]);
    const cache = join(project.directory, '.plugin_cache.json');
    assert.match(
      await readFile(cache, 'utf8'),
      /^\{"x[a-z-]{20}":\{"result":"secret of two","mtime":"[^"]+ \+0000","ttl":60\}\}$/,
    );
    assert.equal((await stat(cache)).mode & 0o777, 0o600);
  });

  it('says what is wrong with each target for itself', async () => {
    const inventory = await loadInventory(diskFiles, project, {});
    const targets = await inventory.resolve(['out', 'wrong', 'asking', 'open']);
    const [out = '', wrong = '', asking = '', open] = targets.map(({ fault }) => fault?.msg);
    assert.equal(out, 'Error executing plugin broken from resolve_reference in broken: out of order');
    assert.equal(targets[1]?.fault?.kind, 'bolt/validation-error');
    assert.match(wrong, /^Task keeper::resolve_reference:\n has no parameter named 'way'/);
    assert.match(asking, /There is nobody to answer 'PIN': no terminal and no editor is connected\.$/);
    assert.equal(open, undefined);
  });

  it('asks them as Bolt does', async () => {
    const inventory = await loadInventory(diskFiles, project, {});
    const [typed, usual, lacking] = await inventory.resolve(['typed', 'usual', 'lacking']);
    const kind = 'bolt/validation-error';
    const expects = "Task finder::usual:\n expects a value for parameter 'n'";
    assert.deepEqual(typed?.fault, {
      details: {},
      kind,
      msg: 'typed plugin expects a Optional[Integer] for key count, got: notint',
    });
    assert.deepEqual(usual?.vars, { x: 'n=1 o=' });
    assert.deepEqual([lacking?.fault?.kind, lacking?.fault?.msg], [kind, expects]);
  });

  it('asks the person who is there', async () => {
    const ask = async (message: string): Promise<string> => {
      if (message !== 'PIN') throw new OrchestratorError('k', message);
      return '4711';
    };
    const [asking] = await (await loadInventory(diskFiles, project, { ask })).resolve(['asking']);
    assert.deepEqual([asking?.facts, asking?.secrets], [{ pin: '4711' }, ['4711']]);
  });

  it('lets nobody see what they give, and runs what can be run', async () => {
    const inventory = await loadInventory(diskFiles, project, {});
    const { orchestrator, close } = openOneShot({ project, inventory });
    try {
      const shown = await orchestrator.targets(['masked']);
      assert.doesNotMatch(JSON.stringify(shown), /secret of/);
      const job = await orchestrator.run({
        kind: 'command',
        command: 'echo the secret of one',
        targets: ['masked,out,open'],
      });
      const events: string[] = [];
      for await (const event of orchestrator.events(job, 0, new AbortController().signal))
        events.push(JSON.stringify(event));
      assert.doesNotMatch(events.slice(1).join('\n'), /secret of/);
      assert.match(events.join('\n'), /the Sensitive \[value redacted\]/);
      const preview = await orchestrator.previewPlan({ plan: 'plugged', parameters: { kind: 'literal', values: {} } });
      assert.match(JSON.stringify(preview), /echo \$\{what the plugin keeper gives\} p/);
      const { nodes } = await orchestrator.job(job);
      assert.deepEqual(
        nodes.map(({ name, state }) => `${name} ${state}`),
        ['masked finished', 'out errored', 'open finished'],
      );
      await assert.rejects(orchestrator.run({ kind: 'command', command: 'true', targets: ['out'] }), {
        kind: 'bolt/plugin-error',
        message: 'Error executing plugin broken from resolve_reference in broken: out of order',
      });
    } finally {
      await close();
    }
  });
});

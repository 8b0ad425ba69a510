// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
/** Manifests applied by the Puppet that is installed: what of a plan arrives, what comes back, and what is left behind. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir, type, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { isJsonObject, type Json, type JsonObject } from '../../../orchestrator-core/common/index.ts';
import type { JobEvent } from '../../../orchestrator-core/jobs/index.ts';
import { loadInventory } from '../../../orchestrator-core/load-inventory.ts';
import { diskFiles } from '../../../orchestrator-core/node/index.ts';
import { openOneShot } from '../../../orchestrator-core/one-shot.ts';
import { loadProject } from '../../../orchestrator-core/project/index.ts';
import { eventually } from '../../support/eventually.ts';
import { orchestratorLab, wholeJob } from '../../support/orchestrator-lab.ts';
import { startSshd } from '../../support/sshd.ts';

const root = await mkdtemp(join(tmpdir(), 'baton-apply-test-'));
after(() => rm(root, { recursive: true, force: true }));
const [project, work, bare] = [join(root, 'project'), join(root, 'work'), join(root, 'bare')];

const files: Readonly<Record<string, string>> = {
  'bolt-project.yaml': 'name: shop\n',
  'inventory.yaml': `config:
  transport: local
  local: {tmpdir: ${work}}
targets:
  - {name: a, vars: {color: red, shared: of the target}, facts: {rack: r7}}
  - {name: b, vars: {color: blue}}
  - {name: c, config: {local: {sudo-executable: ${join(root, 'sudo')}}}}
`,
  'hiera.yaml':
    'version: 5\nhierarchy: [{name: all, paths: ["%{facts.rack}.yaml", common.yaml]}]\nplan_hierarchy: [{name: all, path: plans.yaml}]\n',
  'data/plans.yaml': 'who: "it is %{name}"\n',
  'data/r7.yaml': 'where: in rack 7\n',
  'data/common.yaml': 'where: elsewhere\n',
  'modules/web/manifests/init.pp':
    'class web($dir) { file { "${dir}/epp": content => epp("web/x.epp", { "n" => helper::twice("ab") }) } file { "${dir}/copied": source => "puppet:///modules/web/plain.txt" } }',
  'modules/web/manifests/site.pp': 'define web::site($dir) { file { "${dir}/site-${title}": content => $title } }',
  'modules/web/templates/x.epp': '<%- | $n | -%>\nn is <%= $n %>\n',
  'modules/web/files/plain.txt': 'plain\n',
  'modules/web/metadata.json':
    '{"name": "me-web", "version": "1.0.0", "author": "me", "license": "x", "summary": "x", "source": "x", "dependencies": [{"name": "me/base"}]}',
  'modules/helper/functions/twice.pp': 'function helper::twice(String $x) >> String { "${x}${x}" }',
  'modules/base/types/name.pp': 'type Base::Name = Pattern[/^[a-z]+$/]',
  'modules/unused/manifests/init.pp': 'class unused { this is no Puppet }',
  'plans/values.pp': `plan shop::values(String $dir, String $name = 'own') {
  $nothing = undef
  $list = [1, -2, 3.5, true, undef, 'it\\'s "x" $y', "two\\nlines", default]
  $hash = { 'a' => { 1 => [2] }, b => /x\\/y/ }
  $type = Optional[Array[String[1], 1]]
  $secret = Sensitive('s3cret-Value')
  $time = Timestamp('2026-01-02T03:04:05.000 UTC')
  $span = Timespan({ 'hours' => 2, 'negative' => true })
  $version = SemVer('1.2.3-rc1')
  $bytes = Binary('aGk=')
  $shared = 'of the plan'
  $ran = run_command('printf hi', ['a', 'b'])
  $target = get_target('a')
  return apply('a') {
    file { "\${dir}/values":
      content => "\${nothing}|\${list}|\${hash}|\${type}|\${time}|\${span}|\${version}|\${bytes}|\${name}",
    }
    file { "\${dir}/kinds":
      content => "\${type($list)}|\${$hash['a'][1][0]}|\${$type == Optional[Array[String[1],1]]}|\${$span < Timespan(0)}|\${$version > SemVer('1.2.2')}",
    }
    file { "\${dir}/objects":
      content => "\${target}|\${target.name}|\${target.vars['color']}|\${$ran.ok}|\${$ran.count}|\${$ran.names}|\${ran.first['stdout']}|\${ran.find('b').value['exit_code']}|\${ran.error_set.empty}",
    }
    file { "\${dir}/known":
      content => "\${color}|\${shared}|\${facts['bolt']}|\${facts['rack']}|\${lookup('where')}",
    }
    file { "\${dir}/secret": content => $secret }
  }
}`,
  'plans/modules.pp': `plan shop::modules(String $dir) {
  return apply(['a', 'b', 'c']) {
    if $color == 'red' {
      class { 'web': dir => $dir }
      web::site { ['x', 'y']: dir => $dir }
    }
    $kept = Base::Name
    file { "\${dir}/on-\${trusted['certname']}": content => "\${'abc' =~ Base::Name}" }
  }
}`,
  'plans/noop.pp': `plan shop::noop(String $dir, Boolean $noop = true) {
  return apply('a', '_noop' => $noop) { file { "\${dir}/noop": content => 'x' } }
}`,
  'plans/broken.pp': `plan shop::broken(String $dir) {
  $caught = apply('a', '_catch_errors' => true) {
    file { "\${dir}/good": content => 'x' }
    exec { '/bin/false': }
    file { "\${dir}/after": content => 'x', require => Exec['/bin/false'] }
  }
  $compile = apply('a', '_catch_errors' => true) {
    notify { 'x': }

      fail('not like this')
  }
  return [$caught, $compile]
}`,
  'modules/sick/manifests/init.pp': "class sick {\n  fail('sick')\n}",
  'plans/inside.pp': `plan shop::inside() {
  return apply('a', '_catch_errors' => true) { include sick }
}`,
  'plans/other.pp': `plan shop::other() {
  apply_prep('c', '_run_as' => 'nobody')
  $applied = apply('c', '_run_as' => 'nobody') { notify { $facts['identity']['user']: } }
  return [get_target('c').facts['identity']['user'], $applied.first.report['resource_statuses'].keys]
}`,
  'plans/failing.pp': `plan shop::failing() {
  apply('a') { exec { '/bin/false': } }
}`,
  'plans/missing.pp': `plan shop::missing() {
  $target = Target.new('name' => 'bare', 'config' => { 'transport' => 'local', 'local' => { 'interpreters' => { '.sh' => ['sh', '${bare}'] } } })
  $prep = apply_prep($target, '_catch_errors' => true)
  $applied = apply($target, '_catch_errors' => true) { notify { 'x': } }
  return [$prep.first.error.message, $target.facts, $applied]
}`,
  'plans/prepared.pp': `plan shop::prepared() {
  apply_prep(['a', 'b'])
  $resources = get_resources('a', [File['/tmp'], 'user[root]'])
  return [get_target('b').facts['kernel'], get_target('a').features, $resources]
}`,
  'plans/steps.yaml': `parameters: {dir: {type: String}}
steps:
  - name: applied
    targets: a
    resources:
      - file: "$dir/first"
        parameters: {content: one}
      - type: file
        title: "$dir/second"
        parameters: {content: two}
return: $applied
`,
  'plans/endless.pp': `plan shop::endless(String $dir) {
  apply('a') { exec { "/bin/sh -c 'echo $$ > \${dir}/pid; exec sleep 600'": timeout => 0 } }
}`,
};

await mkdir(work);
// A machine on which nothing is called puppet.
await writeFile(bare, `sed 's/command -v puppet/command -v no-such-puppet/' "$1" > "$1.bare"; exec sh "$1.bare"\n`);
for (const [name, content] of Object.entries(files)) {
  await mkdir(dirname(join(project, name)), { recursive: true });
  await writeFile(join(project, name), content);
}

interface Ran {
  readonly value: Json;
  readonly events: readonly JobEvent[];
  /** What was said anywhere in the job and those below it. */
  readonly journal: string;
  readonly dir: string;
}

/** Runs a plan, with a directory of its own. */
async function run(plan: string, parameters: JsonObject = {}, started?: (dir: string) => Promise<void>): Promise<Ran> {
  const dir = await mkdtemp(join(root, 'out-'));
  const { project: loaded } = await loadProject(diskFiles, project, {});
  const inventory = await loadInventory(diskFiles, loaded, {});
  const { orchestrator, close } = openOneShot({ project: loaded, inventory });
  const never = new AbortController().signal;
  try {
    const needsDirectory = (files[`plans/${plan}.pp`] ?? files[`plans/${plan}.yaml`] ?? '').includes('dir');
    const values = { ...(needsDirectory ? { dir } : {}), ...parameters };
    const job = await orchestrator.runPlan({ plan: `shop::${plan}`, parameters: { kind: 'literal', values } });
    if (started !== undefined) {
      await started(dir);
      await orchestrator.stop(job);
    }
    const events: JobEvent[] = [];
    for await (const event of orchestrator.events(job, 1, never)) events.push(event);
    const below: JobEvent[] = [];
    for (const event of events) {
      if (event.type !== 'plan_step_job') continue;
      for await (const each of orchestrator.events(event.child, 1, never)) below.push(each);
    }
    const end = events.find((event) => event.type === 'plan_outcome');
    const outcome = end?.type === 'plan_outcome' ? end.outcome : undefined;
    const value: Json = outcome === undefined ? null : outcome.ok ? outcome.value : (outcome.error as unknown as Json);
    return { value, events, journal: JSON.stringify([events, below]), dir };
  } finally {
    await close();
  }
}

const read = (ran: Ran, name: string): Promise<string> => readFile(join(ran.dir, name), 'utf8');

function itemsIn(value: Json): readonly JsonObject[] {
  assert.ok(Array.isArray(value), JSON.stringify(value));
  return (value as readonly Json[]).filter(isJsonObject);
}

/** What a result says without its report. */
function told(item: JsonObject | undefined): Json {
  const value = item?.['value'];
  assert.ok(isJsonObject(value), JSON.stringify(item));
  const { report: _, ...rest } = value;
  return {
    action: item?.['action'] ?? null,
    object: item?.['object'] ?? null,
    status: item?.['status'] ?? null,
    ...rest,
  };
}

test('every kind of variable arrives as it is', async () => {
  const ran = await run('values');
  assert.deepEqual(itemsIn(ran.value).map(told), [
    {
      action: 'apply',
      object: null,
      status: 'success',
      _output: 'changed: 5, failed: 0, unchanged: 0 skipped: 0, noop: 0',
    },
  ]);
  const plain = '1, -2, 3.5, true, , it\'s "x" $y, two\nlines, default';
  assert.equal(
    await read(ran, 'values'),
    `|[${plain}]|{a => {1 => [2]}, b => /x\\/y/}|Optional[Array[String[1], 1]]|2026-01-02T03:04:05.000000000 UTC|-0-02:00:00.0|1.2.3-rc1|aGk=|own`,
  );
  assert.match(await read(ran, 'kinds'), /^Tuple\[.*\]\|2\|true\|true\|true$/);
  assert.equal(await read(ran, 'objects'), 'a|a|red|true|2|[a, b]|hi|0|true');
  assert.equal(await read(ran, 'known'), 'red|of the plan|true|r7|in rack 7');
  assert.equal(await read(ran, 'secret'), 's3cret-Value');
  assert.doesNotMatch(ran.journal, /s3cret-Value/);
  const base64 = Buffer.from('s3cret-Value').toString('base64').slice(0, 12);
  assert.ok(!ran.journal.includes(base64));
  assert.deepEqual(await readdir(work), []);
});

test('modules go along with what they depend on, to several targets at once', async () => {
  const ran = await run('modules');
  const outputs = itemsIn(ran.value).map(({ target, value }) => [target, isJsonObject(value) && value['_output']]);
  assert.deepEqual(outputs, [
    ['a', 'changed: 5, failed: 0, unchanged: 0 skipped: 0, noop: 0'],
    ['b', 'changed: 1, failed: 0, unchanged: 0 skipped: 0, noop: 0'],
    ['c', 'changed: 1, failed: 0, unchanged: 0 skipped: 0, noop: 0'],
  ]);
  assert.deepEqual((await readdir(ran.dir)).sort(), ['copied', 'epp', 'on-a', 'on-b', 'on-c', 'site-x', 'site-y']);
  assert.equal(await read(ran, 'epp'), 'n is abab\n');
  assert.equal(await read(ran, 'copied'), 'plain\n');
});

test('noop changes nothing and says what would change', async () => {
  const ran = await run('noop');
  assert.deepEqual(itemsIn(ran.value).map(told), [
    {
      action: 'apply',
      object: null,
      status: 'success',
      _output: 'changed: 0, failed: 0, unchanged: 1 skipped: 0, noop: 1',
    },
  ]);
  assert.deepEqual(await readdir(ran.dir), []);
});

test('what fails says where it stands in the plan', async () => {
  const ran = await run('broken');
  assert.ok(Array.isArray(ran.value));
  const [resources, compile] = ran.value as readonly Json[];
  const path = join(project, 'plans/broken.pp');
  const message =
    "\n  Exec[/bin/false]: change from 'notrun' to ['0'] failed: '/bin/false' returned 1 instead of one of [0]";
  assert.deepEqual(itemsIn(resources ?? null).map(told), [
    {
      action: 'apply',
      object: null,
      status: 'failure',
      _output: 'changed: 1, failed: 1, unchanged: 0 skipped: 1, noop: 0',
      _error: { kind: 'bolt/resource-failure', msg: `Resources failed to apply for a${message}` },
    },
  ]);
  const report = itemsIn(resources ?? null)[0]?.['value'];
  assert.ok(isJsonObject(report) && isJsonObject(report['report']));
  const statuses = report['report']['resource_statuses'];
  const places = Object.entries(isJsonObject(statuses) ? statuses : {}).map(([name, each]) => [
    name,
    isJsonObject(each) && each['file'],
    isJsonObject(each) && each['line'],
  ]);
  assert.deepEqual(places, [
    [`File[${ran.dir}/good]`, path, 3],
    ['Exec[/bin/false]', path, 4],
    [`File[${ran.dir}/after]`, path, 5],
  ]);
  const said = 'Evaluation Error: Error while evaluating a Function Call, not like this';
  assert.deepEqual(itemsIn(compile ?? null).map(told), [
    {
      action: 'apply',
      object: null,
      status: 'failure',
      _error: {
        kind: 'bolt/apply-error',
        msg: `Apply failed to compile for a: ${said} (file: ${path}, line: 10, column: 7)`,
        details: {},
      },
    },
  ]);
});

test('what fails in a module says where it stands here', async () => {
  const [item] = itemsIn((await run('inside')).value);
  const place = `(file: ${join(project, 'modules/sick/manifests/init.pp')}, line: 2, column: 3)`;
  assert.match(JSON.stringify(told(item)), new RegExp(`sick ${place.replace(/[().]/g, '\\$&')}`));
});

test('Puppet runs as the user that is asked for, and needs nothing of others', async () => {
  // Only root can become somebody else; for anybody else the way is the same, and the user as before.
  const isRoot = process.getuid?.() === 0;
  const become = isRoot ? 'exec setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"' : 'exec "$@"';
  const user = isRoot ? 'nobody' : userInfo().username;
  await writeFile(join(root, 'sudo'), `#!/bin/sh\nshift 6\n${become}\n`, { mode: 0o755 });
  await chmod(root, 0o755);
  assert.deepEqual((await run('other')).value, [user, [`Notify[${user}]`]]);
  assert.deepEqual(await readdir(work), []);
});

test('a failure ends the plan, in its own words', async () => {
  const { value } = await run('failing');
  assert.ok(isJsonObject(value));
  assert.equal(value['kind'], 'bolt/apply-failure');
  assert.match(String(value['msg']), /^Resources failed to apply for a\n {2}Exec\[\/bin\/false\]: /);
});

test('without Puppet there are facts, and a sentence about what is missing', async () => {
  const { value } = await run('missing');
  assert.ok(Array.isArray(value), JSON.stringify(value));
  const [prepared, facts, applied] = value as readonly Json[];
  assert.equal(
    prepared,
    "Puppet is not installed on bare, and there is no task 'puppet_agent::install' on the modulepath that could install it. Install Puppet there, or add the module puppetlabs-puppet_agent to the project.",
  );
  assert.ok(
    isJsonObject(facts) && isJsonObject(facts['os']) && isJsonObject(facts['networking']),
    JSON.stringify(facts),
  );
  const own = { uid: process.getuid?.(), gid: process.getgid?.() };
  const { identity, kernel } = facts;
  assert.deepEqual([kernel, isJsonObject(identity) && { uid: identity['uid'], gid: identity['gid'] }], [type(), own]);
  const msg = "Puppet is not installed on the target, please install it to enable 'apply'";
  const failure = { action: 'apply', object: null, status: 'failure', _error: { kind: 'bolt/apply-error', msg } };
  assert.deepEqual(itemsIn(applied ?? null).map(told), [failure]);
});

test('facts and resources are asked of the targets', async () => {
  const { value } = await run('prepared');
  assert.ok(Array.isArray(value), JSON.stringify(value));
  const [kernel, features, resources] = value as readonly Json[];
  assert.deepEqual([kernel, features], ['Linux', ['puppet-agent']]);
  const [item] = itemsIn(resources ?? null);
  const held = item?.['value'];
  const list = isJsonObject(held) ? itemsIn(held['resources'] ?? null) : [];
  assert.deepEqual(
    list.map(({ type, title, exported }) => [type, title, exported]),
    [
      ['File', '/tmp', false],
      ['User', 'root', false],
    ],
  );
  assert.equal(isJsonObject(list[1]?.['parameters']) && list[1]['parameters']['uid'], 0);
});

test('resources of a YAML plan are applied in their order', async () => {
  const ran = await run('steps');
  assert.deepEqual([await read(ran, 'first'), await read(ran, 'second')], ['one', 'two']);
});

/** What the program prints as JSON, or as text, and its exit code. */
async function baton(...line: readonly string[]): Promise<readonly [code: number | null, said: string]> {
  const program = join(import.meta.dirname, '../../../program/main.ts');
  const environment = { ...process.env, HOME: root, XDG_DATA_HOME: join(root, 'data') };
  const child = spawn(process.execPath, [program, ...line], { cwd: project, env: environment });
  child.stdin.end();
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said = await text(child.stdout);
  return [await code, said];
}

test('baton apply prints what Bolt prints', async () => {
  const manifest = join(root, 'site.pp');
  await writeFile(manifest, 'notify { "hi \\${color}": }\n\nfail(\'no\')\n');
  const [applied, refused] = await Promise.all([
    baton('apply', '-e', 'notify { "hi ${color}": }', '-t', 'a,b', '--noop'),
    baton('apply', manifest, '-t', 'a', '--format', 'json'),
  ]);
  const [code, said] = applied;
  assert.equal(code, 0, said);
  assert.match(said, /^Finished on b:\n {2}Notice: \/Stage\[main\]\/Main\/Notify\[hi blue\]\/message: .*\(noop\)\n/m);
  assert.match(said, /^ {2}changed: 0, failed: 0, unchanged: 1 skipped: 0, noop: 1\n/m);
  assert.match(said, /\nSuccessful on 2 targets: a,b\nRan on 2 targets in [\d.]+ sec\n$/);
  const { items } = JSON.parse(refused[1]) as { items: readonly Json[] };
  const where = `(file: ${manifest}, line: 3, column: 1)`;
  const msg = `Apply failed to compile for a: Evaluation Error: Error while evaluating a Function Call, no ${where}`;
  const value = { _error: { kind: 'bolt/apply-error', msg, details: {} } };
  assert.deepEqual(
    [refused[0], items],
    [1, [{ target: 'a', action: 'apply', object: null, status: 'failure', value }]],
  );
});

test('baton lookup asks Hiera for each target, or for plans', async () => {
  const [targets, plans, missing] = await Promise.all([
    baton('lookup', 'where', '-t', 'a,b', '--format', 'json'),
    baton('lookup', 'who', 'name=me', '--plan-hierarchy'),
    baton('lookup', 'nobody', '-t', 'a'),
  ]);
  const item = { action: 'lookup', object: 'where', status: 'success' };
  assert.deepEqual(
    [targets[0], JSON.parse(targets[1])],
    [
      0,
      [
        { target: 'a', ...item, value: { value: 'in rack 7' } },
        { target: 'b', ...item, value: { value: 'elsewhere' } },
      ],
    ],
  );
  assert.deepEqual(plans, [0, 'it is me\n']);
  const said = "Failed on a:\n  Function lookup() did not find a value for the name 'nobody'\n";
  assert.deepEqual(missing, [1, `${said}Failed on 1 target: a\nRan on 1 target\n`]);
});

test('what is stopped leaves no process and no file', async () => {
  let pid = 0;
  const { events } = await run('endless', {}, async (dir) => {
    const id = () => readFile(join(dir, 'pid'), 'utf8').catch(() => '');
    pid = Number(await eventually('the resource', id, (said) => said.endsWith('\n')));
    const [own = ''] = await readdir(work);
    const modes = await filesBelow(join(work, own));
    assert.deepEqual(
      modes.filter(([name, mode]) => name.endsWith('manifest.pp') && (mode & 0o77) !== 0),
      [],
    );
    assert.ok(modes.some(([name]) => name.endsWith('manifest.pp')));
  });
  assert.equal(events.at(-1)?.type, 'job_stopped');
  await eventually(
    'the end of the resource',
    () => isThere(pid),
    (there) => !there,
  );
  assert.deepEqual(await readdir(work), []);
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Every file below a directory with its mode. */
async function filesBelow(directory: string): Promise<readonly (readonly [name: string, mode: number])[]> {
  const names = await readdir(directory, { recursive: true });
  const found = names.map(
    async (name) => [name, (await stat(join(directory, name)).catch(() => ({ mode: 0 }))).mode] as const,
  );
  return Promise.all(found);
}

test('applies over ssh, and by agents, what it applies here', async (context) => {
  const sshd = await startSshd();
  context.after(() => sshd.close());
  const inventory = `targets:
  - name: far
    config:
      transport: ssh
      ssh: {host: ${sshd.host}, port: ${sshd.port}, user: ${sshd.user}, private-key: ${sshd.privateKey}, host-key-check: false, tmpdir: ${work}}
  - name: node1
    config: {transport: pcp}
`;
  const plan = `plan shop(String $dir) {
  $secret = Sensitive('s3cret-Value')
  return apply(['far', 'node1']) { file { "\${dir}/\${trusted['certname']}": content => $secret } }
}`;
  const lab = await orchestratorLab(context, {
    'bolt-project.yaml': 'name: shop\n',
    'inventory.yaml': inventory,
    'plans/init.pp': plan,
  });
  const { remote } = await lab.start(1);
  const isConnected = async () =>
    (await remote.nodes()).some(({ name, connection }) => name === 'node1' && connection.kind === 'connected');
  await eventually('the agent', isConnected, (there) => there);
  const job = await remote.runPlan({ plan: 'shop', parameters: { kind: 'literal', values: { dir: lab.root } } });
  const events = await wholeJob(remote, job);
  const below = events.flatMap((event) => (event.type === 'plan_step_job' ? [wholeJob(remote, event.child)] : []));
  const journal = JSON.stringify([events, ...(await Promise.all(below))]);
  assert.equal(events.at(-1)?.type, 'job_finished', journal);
  for (const name of ['far', 'node1']) assert.equal(await readFile(join(lab.root, name), 'utf8'), 's3cret-Value');
  assert.doesNotMatch(journal, /s3cret-Value/);
  assert.deepEqual(await readdir(work), []);
  const left = spawnSync('grep', [
    '-rlE',
    `s3cret-Value|${Buffer.from('s3cret-Value').toString('base64').slice(0, 14)}`,
    lab.data,
  ]);
  assert.equal(left.stdout.toString(), '');
});

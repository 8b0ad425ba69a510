import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CancelSignal, Json } from '../../common/index.ts';
import { type FakeWorld, type FakeWorldOptions, fakeWorld } from '../run/fake-world.ts';
import { type PlanOutcome, runPlan } from '../run/run-plan.ts';

async function run(
  body: string,
  options: FakeWorldOptions = {},
  noop = false,
): Promise<{ readonly world: FakeWorld; readonly outcome: PlanOutcome }> {
  const files = { '/modules/m/plans/init.pp': `plan m() { ${body} }`, ...options.files };
  const world = fakeWorld({ ...options, files });
  const request = { plan: 'm', parameters: {}, noop };
  const outcome = await runPlan(request, world, { signal: new AbortController().signal, turn: async () => {} });
  return { world, outcome };
}

function failed(outcome: PlanOutcome): readonly [kind: string, message: string] {
  assert.ok(!outcome.ok);
  return [outcome.error.kind, outcome.error.msg];
}

function gave(outcome: PlanOutcome): Json {
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.value;
}

describe('prompt', () => {
  it('asks, and is a step whose answer is kept', async () => {
    const { world, outcome } = await run("return prompt('Who?', 'default' => 'me')", { answers: ['you'] });
    assert.equal(gave(outcome), 'you');
    assert.deepEqual(world.questions, [{ step: '1', message: 'Who?', sensitive: false, default: 'me' }]);
    assert.deepEqual(world.outcomes.get('1'), { ok: true, value: 'you' });
  });

  it('goes on with an answer that was kept, and asks nobody', async () => {
    const kept = { '1': { ok: true as const, value: 'kept' } };
    const { world, outcome } = await run("return prompt('Who?')", { kept });
    assert.equal(gave(outcome), 'kept');
    assert.deepEqual(world.questions, []);
  });

  it('keeps a sensitive answer from everything that is kept and told', async () => {
    const body = `
      $secret = prompt('Password', 'sensitive' => true)
      out::message("it is \${secret.unwrap}")
      run_command("login \${secret.unwrap}", 'a')
      return "\${secret}"`;
    const { world, outcome } = await run(body, { answers: ['hunter2'] });
    assert.equal(gave(outcome), 'Sensitive [value redacted]');
    assert.deepEqual(world.outcomes.get('1'), { ok: true, value: 'Sensitive [value redacted]', isSecret: true });
    assert.doesNotMatch(JSON.stringify([world.steps, [...world.outcomes], world.messages]), /hunter2/);
    assert.deepEqual(
      world.actions.map(({ action }) => action.kind === 'command' && action.command),
      ['login hunter2'],
    );
  });

  it('asks again until the answer is in the menu', async () => {
    const menu = "return prompt::menu('Pick', { 'r' => 'red', 'b' => get_target('blue') })";
    const { world, outcome } = await run(menu, { answers: ['x', 'b'] });
    assert.equal(gave(outcome), 'blue');
    const choices = [
      { key: 'r', label: 'red' },
      { key: 'b', label: 'blue' },
    ];
    assert.deepEqual(world.questions, [
      { step: '1', message: 'Pick', sensitive: false, choices },
      { step: '2', message: 'Invalid option, try again. Pick', sensitive: false, choices },
    ]);
  });

  it('takes a key of a menu before the value that is its default', async () => {
    const { outcome } = await run("return prompt::menu('Pick', ['2', '1'], 'default' => '1')", { answers: ['1'] });
    assert.equal(gave(outcome), '2');
  });
});

describe('PuppetDB', () => {
  const puppetdb: NonNullable<FakeWorldOptions['puppetdb']> = {
    query: async (query, instance) => [{ query, instance: instance ?? null, certname: 'n1' }, { certname: 'n2' }],
    facts: async (names) => Object.fromEntries(names.map((name) => [name, { os: { family: name }, list: ['x', 'y'] }])),
    command: async (name, version, payload) => `${name} ${version} ${JSON.stringify(payload)}`,
  };
  const cases: readonly (readonly [body: string, value: Json])[] = [
    ["puppetdb_query('nodes{}')[0]['query']", 'nodes{}'],
    ["puppetdb_query(['from', 'nodes'], 'two')[0]", { query: '["from","nodes"]', instance: 'two', certname: 'n1' }],
    ["puppetdb_fact(['n1'])['n1']['os']", { family: 'n1' }],
    ["puppetdb_command('replace_facts', 5, { 'a' => 1 })", 'replace_facts 5 {"a":1}'],
    [
      `resolve_references({ 'targets' => { '_plugin' => 'puppetdb', 'query' => 'nodes{}', 'target_mapping' => {
        'name' => 'certname', 'vars' => { 'family' => 'facts.os.family', 'second' => 'facts.list.1' } } } })`,
      {
        targets: [
          { name: 'n1', vars: { family: 'n1', second: 'y' } },
          { name: 'n2', vars: { family: 'n2', second: 'y' } },
        ],
      },
    ],
    ["resolve_references({ '_plugin' => 'puppetdb', 'query' => 'nodes{}' })", [{ uri: 'n1' }, { uri: 'n2' }]],
  ];
  for (const [body, value] of cases) {
    it(body, async () => {
      const { world, outcome } = await run(`return ${body}`, { puppetdb });
      assert.deepEqual(gave(outcome), value);
      assert.equal(world.steps.length, 1);
    });
  }

  it('ends a question with the plan', async () => {
    const never = (_: unknown, __: unknown, signal?: CancelSignal): Promise<never> =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const bodies = [
      "puppetdb_query('nodes{}')",
      "puppetdb_fact(['n1'])",
      "resolve_references({ '_plugin' => 'puppetdb', 'query' => 'nodes{}' })",
    ];
    for (const body of bodies) {
      const ending = new AbortController();
      const asked = (...given: Parameters<typeof never>): Promise<never> => {
        queueMicrotask(() => ending.abort(new Error('stopped')));
        return never(...given);
      };
      const world = fakeWorld({
        files: { '/modules/m/plans/init.pp': `plan m() { catch_errors() || { ${body} } }` },
        puppetdb: { query: asked, facts: asked },
      });
      const request = { plan: 'm', parameters: {}, noop: false };
      const running = runPlan(request, world, { signal: ending.signal, turn: async () => {} });
      await assert.rejects(running, /stopped/, body);
    }
  });

  it('says which fact a node does not have', async () => {
    const mapping = "'target_mapping' => { 'name' => 'facts.nope' }";
    const body = `return resolve_references({ '_plugin' => 'puppetdb', 'query' => 'nodes{}', ${mapping} })`;
    const { world, outcome } = await run(body, { puppetdb });
    assert.deepEqual(gave(outcome), [
      { name: null, uri: 'n1' },
      { name: null, uri: 'n2' },
    ]);
    assert.deepEqual(world.messages[0], { level: 'warn', text: 'Could not find fact facts.nope for node n1' });
  });

  const refused: readonly (readonly [reference: string, kind: string, message: string])[] = [
    [
      "'name' => 'certname'",
      'bolt/plugin-error',
      `Error executing plugin puppetdb from resolve_reference in puppetdb: PuppetDB plugin expects keys ["name"] to be set under 'target_mapping'`,
    ],
    [
      "'nope' => 1",
      'bolt/plugin-error',
      'Error executing plugin puppetdb from resolve_reference in puppetdb: Unknown keys in PuppetDB plugin: ["nope"]',
    ],
    [
      "'target_mapping' => { 'name' => 'os.family' }",
      'bolt/plugin-error',
      "Error executing plugin puppetdb from resolve_reference in puppetdb: Fact lookup 'os.family' contains an invalid factname: fact lookups must start with 'facts.'",
    ],
  ];
  for (const [reference, kind, message] of refused) {
    it(`refuses ${reference}`, async () => {
      const body = `return resolve_references({ '_plugin' => 'puppetdb', 'query' => 'nodes{}', ${reference} })`;
      assert.deepEqual(failed((await run(body, { puppetdb })).outcome), [kind, message]);
    });
  }
});

describe('resolve_references', () => {
  const tasks = {
    'm::get': { supportsNoop: false, sensitive: [] },
    'vault::resolve_reference': { supportsNoop: false, sensitive: [] },
  };
  const plugin = { '/modules/vault/bolt_plugin.json': '{}' };
  const act: NonNullable<FakeWorldOptions['act']> = (action) => {
    if (action.kind !== 'task') return {};
    if (action.task === 'm::get')
      return action.parameters['fail'] === true ? { _error: { msg: 'no', kind: 'k' } } : { value: action.parameters };
    return action.parameters['odd'] === true
      ? { other: 1 }
      : { value: [{ _plugin: 'env_var', var: 'HOME' }, action.parameters['path'] ?? null] };
  };
  const options: FakeWorldOptions = { tasks, act, files: plugin, environment: { HOME: '/home/me', JSON: '{"a":[1]}' } };
  const cases: readonly (readonly [reference: string, value: Json])[] = [
    ["{ '_plugin' => 'task', 'task' => 'm::get', 'parameters' => { 'a' => 1 } }", { a: 1 }],
    ["{ '_plugin' => 'vault', 'path' => 'p', '_cache' => { 'ttl' => 0 } }", ['/home/me', 'p']],
    ["{ '_plugin' => 'env_var', 'var' => 'JSON', 'json' => true }", { a: [1] }],
  ];
  for (const [reference, value] of cases) {
    it(reference, async () => {
      const { outcome } = await run(`return resolve_references(${reference})`, options);
      assert.deepEqual(gave(outcome), value);
    });
  }

  it('runs the task of a plugin where the plan runs, and tells it the project', async () => {
    const { world } = await run("return resolve_references({ '_plugin' => 'vault', 'path' => 'p' })", options);
    const [{ action, targets } = { action: undefined, targets: [] }] = world.actions;
    assert.deepEqual(targets, ['localhost']);
    assert.deepEqual(action?.kind === 'task' && action.parameters, { path: 'p', _boltdir: '/project' });
  });

  it('keeps what a person answers secret', async () => {
    const body = "$r = resolve_references({ '_plugin' => 'prompt', 'message' => 'PIN' })\n out::message($r)\n return 1";
    const { world } = await run(body, { answers: ['4711'] });
    assert.deepEqual(world.questions, [{ step: '1', message: 'PIN', sensitive: true }]);
    assert.doesNotMatch(JSON.stringify([world.steps, [...world.outcomes], world.messages]), /4711/);
  });

  const refused: readonly (readonly [reference: string, kind: string, message: string])[] = [
    [
      "{ '_plugin' => 'task', 'task' => 'm::get', 'parameters' => { 'fail' => true } }",
      'bolt/plugin-error',
      'Error executing plugin task from resolve_reference in task: no',
    ],
    [
      "{ '_plugin' => 'vault', 'odd' => true }",
      'bolt/plugin-error',
      'Error executing plugin vault from resolve_reference in vault: Error executing plugin vault from resolve_reference: Plugin vault result did not include a value, got {"other"=>1}',
    ],
    ["{ '_plugin' => 'm' }", 'bolt/unknown-plugin', "Unknown plugin: 'm'"],
  ];
  for (const [reference, kind, message] of refused) {
    it(`refuses ${reference}`, async () => {
      const { outcome } = await run(`return resolve_references(${reference})`, options);
      assert.deepEqual(failed(outcome), [kind, message]);
    });
  }

  it('ends references that lead back to themselves', async () => {
    const loop: FakeWorldOptions = { ...options, act: () => ({ value: { _plugin: 'vault' } }) };
    const { outcome } = await run("return resolve_references({ '_plugin' => 'vault' })", loop);
    assert.equal(failed(outcome)[0], 'bolt/recursive-reference-loop');
  });
});

describe('files', () => {
  it('are changed once, however often a plan is resumed', async () => {
    const body = "file::write('out.txt', 'new')\n file::delete('/gone')\n return 1";
    const files = { '/gone': 'x', '/project/out.txt': 'old' };
    const first = await run(body, { files });
    assert.deepEqual([first.world.texts.get('/project/out.txt'), first.world.texts.has('/gone')], ['new', false]);
    const kept = Object.fromEntries(first.world.outcomes);
    const second = await run(body, { files, kept });
    assert.deepEqual([second.world.texts.get('/project/out.txt'), second.world.texts.has('/gone')], ['old', true]);
  });
});

describe('a plan in noop', () => {
  it('changes neither files nor what PuppetDB knows, and says so', async () => {
    const body = "file::write('/f', 'new')\n file::delete('/g')\n return puppetdb_command('replace_facts', 5, {})";
    const sent: string[] = [];
    const command = async (name: string): Promise<string> => {
      sent.push(name);
      return 'id';
    };
    const files = { '/f': 'old', '/g': 'x' };
    const { world, outcome } = await run(body, { files, puppetdb: { command } }, true);
    assert.equal(gave(outcome), '');
    assert.deepEqual([world.texts.get('/f'), world.texts.has('/g'), sent], ['old', true, []]);
    const skipped = [...world.outcomes.values()].map((each) => each.ok && each.skipped);
    assert.deepEqual(skipped, Array(3).fill('the plan runs in noop'));
  });
});

describe('functions of modules that are Ruby there', () => {
  const act: NonNullable<FakeWorldOptions['act']> = (_, target) => ({ stdout: target === 'c' ? 'other' : 'same' });
  const results = "$r = run_command('x', 'a,b,c')\n";
  const cases: readonly (readonly [body: string, value: Json])[] = [
    [`${results} return aggregate::count($r)`, { stdout: { same: 2, other: 1 } }],
    [`${results} return aggregate::targets($r)`, { stdout: { same: ['a', 'b'], other: ['c'] } }],
    [`${results} return canary::merge($r, canary::skip(['d'])).names`, ['a', 'b', 'c', 'd']],
    ["return canary::skip(['d'])[0].error.msg", 'Skipped d because of a previous failure'],
    [
      "$s = canary::random_split(['a', 'b', 'c'], 1)\n return [$s[0].length, ($s[0] + $s[1]).sort]",
      [1, ['a', 'b', 'c']],
    ],
    ["return peadm::plan_step('one') || { 'ran' }", 'ran'],
    [
      `$begin_at_step = 'two'
       return [peadm::plan_step('one') || { 1 }, peadm::plan_step('two') || { 2 }, peadm::plan_step('three') || { 3 }]`,
      [null, 2, 3],
    ],
    ['return pecdm::with_tempfile_containing("n", "text", ".tf") |$path| { file::read($path) }', 'text'],
  ];
  for (const [body, value] of cases) {
    it(body, async () => assert.deepEqual(gave((await run(body, { act })).outcome), value));
  }
});

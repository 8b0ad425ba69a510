// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TestProject, testProject } from '../documents/test-project.ts';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from '../features/call-hierarchy.ts';
import { codeActions } from '../features/code-actions.ts';
import { completion } from '../features/completion.ts';
import { diagnostics } from '../features/diagnostics.ts';
import { references } from '../features/references.ts';
import { rename } from '../features/rename.ts';
import { signatureHelp } from '../features/signature-help.ts';

const path = '/p/plans/x.yaml';
const around = {
  'bolt-project.yaml': 'name: p\n',
  'tasks/deploy.json': '{"parameters": {"version": {"type": "String[1]"}}}',
  'tasks/deploy.sh': 'echo $PT_version',
  'plans/main.pp':
    "plan p::main() {\n  run_plan('p::x', who => 'me')\n  run_task('p::deploy', 'all', version => '1')\n}\n",
};

async function planned(text: string): Promise<TestProject> {
  const project = testProject({ ...around, 'plans/x.yaml': text });
  await project.workspace.world(path);
  await project.workspace.index.settled();
  return project;
}

/** Texts with the cursor, a suggestion, and what becomes of the text when it is taken. */
const taken: readonly (readonly [text: string, label: string, expected: string])[] = [
  ['parameters: {who: {}}\nsteps:\n  - message: $wh$0', '$who', 'parameters: {who: {}}\nsteps:\n  - message: $who'],
  ['parameters: {who: {}}\nsteps:\n  - message: $$0', '$who', 'parameters: {who: {}}\nsteps:\n  - message: $who'],
  [
    'parameters: {who: {}}\nsteps:\n  - message: "a \\t ${w$0}"',
    '$who',
    'parameters: {who: {}}\nsteps:\n  - message: "a \\t ${who}"',
  ],
  [
    'parameters: {who: {}}\nsteps:\n  - eval: |\n      $a = 1\n      [$w$0]\n',
    '$who',
    'parameters: {who: {}}\nsteps:\n  - eval: |\n      $a = 1\n      [$who]\n',
  ],
  [
    "steps:\n  - eval: |\n      run_task('p::dep$0')\n",
    'p::deploy',
    "steps:\n  - eval: |\n      run_task('p::deploy')\n",
  ],
];

for (const [text, label, expected] of taken) {
  test(`suggestion: ${text}`, async () => {
    const project = await planned(text);
    const found = await completion(project.workspace, path, project.cursor.offset);
    const item = found.find((each) => each.label === label);
    assert.ok(item !== undefined, found.map((each) => each.label).join(' '));
    const before = project.text(path);
    assert.equal(before.slice(0, item.span.start) + item.insert + before.slice(item.span.end), expected);
  });
}

test('the signature of a call in an expression', async () => {
  const { workspace, cursor } = await planned('steps:\n  - eval: |\n      $x = 1\n      join([$x], $0)\n');
  const found = await signatureHelp(workspace, path, cursor.offset);
  assert.match(found?.signatures[0]?.label ?? '', /join\(/);
  assert.equal(found?.signatures[found.activeSignature]?.activeParameter, 1);
  const outside = await planned('steps:\n  - mes$0sage: x\n');
  assert.equal(await signatureHelp(outside.workspace, path, outside.cursor.offset), undefined);
});

const plan =
  'parameters:\n  who: {type: String}\nsteps:\n  - task: p::deploy\n    targets: all\n    parameters: {version: $who}\n';

/** Where the cursor stands in the plan, and what is renamed in which file. */
const renamings: readonly (readonly [at: string, to: string, files: Readonly<Record<string, string>>])[] = [
  [
    'who: {type',
    'whom',
    {
      'plans/main.pp': around['plans/main.pp'].replace('who', '«who»'),
      'plans/x.yaml': plan.replaceAll('who', '«who»'),
    },
  ],
  [
    'version: $who',
    'release',
    {
      'plans/main.pp': around['plans/main.pp'].replace('version', '«version»'),
      'plans/x.yaml': plan.replace('version', '«version»'),
      'tasks/deploy.json': '{"parameters": {"«version»": {"type": "String[1]"}}}',
      'tasks/deploy.sh': 'echo $PT_«version»',
    },
  ],
  [
    'p::deploy',
    'p::ship',
    {
      'plans/main.pp': around['plans/main.pp'].replace('p::deploy', '«p::deploy»'),
      'plans/x.yaml': plan.replace('p::deploy', '«p::deploy»'),
    },
  ],
];

for (const [at, to, files] of renamings) {
  test(`renaming over files: ${at}`, async () => {
    const project = await planned(plan.replace(at, `$0${at}`));
    const { workspace, cursor } = project;
    const renamed = await rename(workspace, path, cursor.offset, to);
    assert.ok('files' in renamed, JSON.stringify(renamed));
    const changed = renamed.files.filter(({ changes }) => changes.length > 0);
    const shown = changed.map(({ path: file, changes }) => [file.replace('/p/', ''), project.marked(file, changes)]);
    assert.deepEqual(Object.fromEntries(shown), files);
    const places = await references(workspace, path, cursor.offset, true);
    for (const file of Object.keys(files))
      assert.ok(places.some((place) => place.path === `/p/${file}`) || file.startsWith('tasks/'), file);
  });
}

test('a parameter of another plan is renamed in the YAML plans that give it', async () => {
  const project = testProject({
    ...around,
    'plans/other.pp': 'plan p::other(String $na$0me) { out::message($name) }',
    'plans/x.yaml': 'steps:\n  - plan: p::other\n    parameters: {name: x}\n',
  });
  await project.workspace.world(path);
  await project.workspace.index.settled();
  const renamed = await rename(project.workspace, project.cursor.path, project.cursor.offset, 'label');
  assert.ok('files' in renamed, JSON.stringify(renamed));
  const yaml = renamed.files.find((file) => file.path === path);
  assert.equal(project.marked(path, yaml?.changes ?? []), 'steps:\n  - plan: p::other\n    parameters: {«name»: x}\n');
});

test('who calls whom, through YAML plans', async () => {
  const { workspace } = await planned(plan);
  const item = await prepareCallHierarchy(workspace, path, plan.indexOf('steps'));
  assert.equal(item?.name, 'p::x');
  const named = (calls: Awaited<ReturnType<typeof incomingCalls>>) => calls.map((call) => call.item.name);
  assert.deepEqual(named(await incomingCalls(workspace, item)), ['p::main']);
  assert.deepEqual(named(await outgoingCalls(workspace, item)), ['p::deploy']);
  const task = await prepareCallHierarchy(workspace, path, plan.indexOf('p::deploy') + 2);
  assert.ok(task !== undefined);
  assert.deepEqual(named(await incomingCalls(workspace, task)).sort(), ['p::main', 'p::x']);
});

/** Steps that lack a parameter, and what they are with it. */
const missing: readonly (readonly [text: string, expected: string])[] = [
  [
    'steps:\n  - task: p::deploy\n    targets: all\n',
    "steps:\n  - task: p::deploy\n    parameters:\n      version: ''\n    targets: all\n",
  ],
  [
    'parameters: {version: {type: String}}\nsteps:\n  - task: p::deploy\n    targets: all\n    parameters: {}\n',
    'parameters: {version: {type: String}}\nsteps:\n  - task: p::deploy\n    targets: all\n    parameters: {version: $version}\n',
  ],
  [
    'steps:\n  - task: p::deploy\n    targets: all\n    parameters:\n      _noop: true\n',
    "steps:\n  - task: p::deploy\n    targets: all\n    parameters:\n      version: ''\n      _noop: true\n",
  ],
  ['steps: [{task: p::deploy, targets: all}]', "steps: [{task: p::deploy, parameters: {version: ''}, targets: all}]"],
];

for (const [text, expected] of missing) {
  test(`a parameter is added: ${text}`, async () => {
    const { workspace } = await planned(text);
    const at = text.indexOf('p::deploy');
    const actions = await codeActions(workspace, path, { start: at, end: at });
    const [change] =
      actions.find(({ fix }) => fix.title === "Add the parameter 'version'")?.fix.files[0]?.changes ?? [];
    assert.ok(change !== undefined, JSON.stringify(actions));
    assert.equal(text.slice(0, change.start) + change.text + text.slice(change.end), expected);
  });
}

/** Plans with the places marked, and what the rules for Puppet plans say. */
const problems: readonly (readonly [text: string, code: string, message: RegExp])[] = [
  ['steps:\n  - task: «p::deplyo»\n    targets: all\n', 'unknown-task', /p::deplyo/],
  ['steps:\n  - plan: «p::nothing»\n', 'unknown-plan', /p::nothing/],
  ['steps:\n  - eval: |\n      «no_such_function»(1)\n', 'unknown-function', /no_such_function/],
  [
    "steps:\n  - task: p::deploy\n    targets: all\n    parameters: {version: '1', «versoin»: x}\n",
    'unknown-parameter',
    /versoin/,
  ],
  ['steps:\n  - task: p::deploy\n    targets: all\n    parameters: {version: «5»}\n', 'parameter-type', /String/],
  ['steps:\n  - eval: |\n      $a = 1\n      «$a» = 2\n', 'reassigned-variable', /./],
  ['steps:\n  - task: «p::deploy»\n    targets: all\n', 'missing-parameter', /version/],
];

for (const [text, code, message] of problems) {
  test(`rules for Puppet plans: ${text}`, async () => {
    const project = await planned(text);
    const found = (await diagnostics(project.workspace, path)).filter(({ severity }) => severity !== 'hint');
    assert.deepEqual(
      found.map((each) => each.code),
      [code],
      JSON.stringify(found),
    );
    assert.equal(project.marked(path, found), text);
    assert.match(found[0]?.message ?? '', message);
  });
}

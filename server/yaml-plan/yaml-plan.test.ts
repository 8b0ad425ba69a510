// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TestProject, testProject } from '../documents/test-project.ts';
import type { Problem } from '../documents/words.ts';
import { codeActions } from '../features/code-actions.ts';
import { completion } from '../features/completion.ts';
import { definition } from '../features/definition.ts';
import { diagnostics } from '../features/diagnostics.ts';
import { documentHighlight } from '../features/document-highlight.ts';
import { documentLinks } from '../features/document-links.ts';
import { documentSymbols } from '../features/document-symbols.ts';
import { folding } from '../features/folding.ts';
import { hover } from '../features/hover.ts';
import { references } from '../features/references.ts';
import { rename } from '../features/rename.ts';
import { selectionRanges } from '../features/selection-ranges.ts';
import { semanticTokens } from '../features/semantic-tokens.ts';

const around = {
  'bolt-project.yaml': 'name: p\n',
  'inventory.yaml': 'groups:\n  - name: web\n    targets: [{name: w1, uri: w1.x}]\n',
  'tasks/deploy.json':
    '{"description": "Deploys", "parameters": {"version": {"type": "String[1]", "description": "Which"}, "how": {"type": "Optional[Enum[fast, slow]]"}, "size": {"type": "P::Size"}}}',
  'types/size.pp': 'type P::Size = Enum[small, large]\n',
  'tasks/deploy.sh': 'echo',
  'plans/other.pp': '# @param who Whom\nplan p::other(String $who, Integer $n = 1) { }\n',
  'plans/onto.pp': 'plan p::onto(TargetSpec $where) { }\n',
  'files/run.sh': 'echo',
};
const path = '/p/plans/x.yaml';

/** A project with a YAML plan, in which `$0` is the cursor and `«»` are marks. */
async function planned(text: string): Promise<TestProject> {
  const project = testProject({ ...around, 'plans/x.yaml': text });
  await project.workspace.world(path);
  await project.workspace.index.settled();
  return project;
}

const head = 'parameters:\n  targets: {type: TargetSpec}\n';
const step = `${head}steps:\n`;

/** Plans with the places of their problems marked, and the codes in the order of the marks. */
const problems: readonly (readonly [text: string, ...codes: string[]])[] = [
  [`${step}  - task: p::deploy\n    targets: $targets\n    parameters: {version: '1', how: fast}\n`],
  [
    `${step}  - name: a\n    eval: $targets\n  - message: $a\n  - message: "«$b» \${«c»}"\n`,
    'unknown-variable',
    'unknown-variable',
  ],
  [`${step}  - message: «$late»\n  - name: late\n    eval: $targets\n`, 'unknown-variable'],
  [`${step}  - eval: |\n      $own = $targets\n      $own.size\n  - message: «$own»\n`, 'unknown-variable'],
  [`${step}  - message: $targets«+»\n`, 'yaml-plan-expression'],
  [`${step}  - message: |\n      [$targets\n      «»\nreturn: 1\n`, 'yaml-plan-expression'],
  [`${step}  - command: uptime\n    «target»: $targets\n    targets: $targets\n`, 'yaml-plan-unknown-key'],
  [`steps:\n  - message: x\n «  »- message: y\n`, 'yaml-syntax'],
  // Bolt reads bare strings as if they had double quotes when it looks for errors, and as they are when it runs.
  [`${step}  - command: echo «$HOME» \${x}\n    targets: $targets\n`, 'yaml-plan-expression'],
  [`${step}  - command: 'echo $HOME'\n    targets: $targets\n`],
];

const shown = (project: TestProject, found: readonly Problem[]) => project.marked(path, found);

for (const [text, ...codes] of problems) {
  test(`problems: ${text.split('steps:\n')[1]}`, async () => {
    const project = await planned(text);
    const found = (await diagnostics(project.workspace, path)).filter(({ severity }) => severity !== 'hint');
    assert.deepEqual(
      found.map(({ code }) => code),
      codes,
      JSON.stringify(found),
    );
    if (!text.includes('«»') && codes[0] !== 'yaml-syntax') assert.equal(shown(project, found), text);
  });
}

test('a file that is not below the plans of a module is nobody’s business', async () => {
  const project = testProject({ 'other/plans/x.yaml': 'steps: 1', 'x.yaml': 'steps: 1' });
  for (const file of ['/p/other/plans/x.yaml', '/p/x.yaml']) {
    assert.equal(await project.workspace.kindOf(file), undefined);
    assert.deepEqual(await diagnostics(project.workspace, file), []);
  }
});

/** Texts with the cursor, and what is among the suggestions. */
const completions: readonly (readonly [text: string, ...labels: string[]])[] = [
  ['$0', 'parameters', 'steps', 'description'],
  ['steps: []\npri$0', 'private', '!steps'],
  ['parameters:\n  a:\n    $0\nsteps: []', 'type', 'default', 'description'],
  ['parameters:\n  a: {ty$0}\nsteps: []', 'type'],
  ['parameters:\n  a:\n    type: Tar$0\nsteps: []', 'TargetSpec', 'Array'],
  [`${step}  - $0`, 'task', 'command', 'name', '!run_as'],
  [`${step}  - name: x\n    $0`, 'task', 'command', '!name'],
  [`${step}  - task: a\n    $0\n  - message: x`, 'parameters', 'targets', 'run_as', '!command', '!task'],
  [`${step}  - task: $0\n    targets: $targets`, 'p::deploy'],
  [`${step}  - plan: p::o$0`, 'p::other'],
  [`${step}  - task: p::deploy\n    targets: $0`, '$targets', 'web', 'w1'],
  [`${step}  - task: p::deploy\n    targets: x\n    parameters:\n      $0`, 'version', 'how'],
  [`${step}  - plan: p::onto\n    parameters: {where: $0}`, 'web', 'w1'],
  [`${step}  - task: p::deploy\n    targets: x\n    parameters: {version: 1, h$0}`, 'how', '!version'],
  [`${step}  - task: p::deploy\n    targets: x\n    parameters:\n      how: $0`, 'fast', 'slow'],
  [`${step}  - task: p::deploy\n    targets: x\n    parameters:\n      size: $0`, 'small', 'large'],
  [`${step}  - task: p::deploy\n    targets: x\n    catch_errors: $0`, 'true', 'false'],
  [`${step}  - script: p/$0\n    targets: x`, 'run.sh'],
  [`${step}  - name: a\n    eval: 1\n  - message: $$0\n  - name: b\n    eval: 1`, '$targets', '$a', '!$b'],
  [`${step}  - message: "x \${ta$0"`, '$targets'],
  [`${step}  - eval: |\n      $x = get_tar$0`, 'get_targets'],
  [`${step}  - resources:\n    - $0\n    targets: x`, 'package', 'file'],
  [`${step}  - resources:\n    - file: /x\n      parameters:\n        $0\n    targets: x`, 'ensure', 'mode'],
  [`${step}  - message: hello # $0`],
];

for (const [text, ...labels] of completions) {
  test(`completion: ${text}`, async () => {
    const { workspace, cursor } = await planned(text);
    const found = (await completion(workspace, path, cursor.offset)).map(({ label }) => label);
    for (const label of labels) {
      if (label.startsWith('!')) assert.ok(!found.includes(label.slice(1)), `${label} in ${found.join(' ')}`);
      else assert.ok(found.includes(label), `${label} not in ${found.slice(0, 30).join(' ')}`);
    }
    if (labels.length === 0) assert.deepEqual(found, []);
  });
}

test('a whole step is written with its indentation', async () => {
  const { workspace, cursor } = await planned(`${step}  - ta$0`);
  const found = (await completion(workspace, path, cursor.offset)).find(({ label }) => label === 'task');
  assert.equal(found?.asksAgain, true);
  assert.equal(found?.insert, 'task: $1\n    targets: ${2:\\$targets}');
});

test('the parameters that a step needs come first', async () => {
  const { workspace, cursor } = await planned(`${step}  - task: p::deploy\n    targets: x\n    parameters:\n      $0`);
  const found = await completion(workspace, path, cursor.offset);
  const order = found.toSorted((a, b) => ((a.sort ?? a.label) < (b.sort ?? b.label) ? -1 : 1));
  const needed = order.map(({ detail = '' }) => detail.endsWith('(required)'));
  assert.deepEqual(needed, needed.toSorted().reverse());
  assert.equal(new Set(needed).size, 2);
});

const names = `parameters:\n  who: {type: String, description: Whom}\nsteps:\n  - name: a\n    eval: |\n      [$who, "\${who}"]\n  - message: "\${a} $who"\nreturn: {x: $a, y: '$a', z: who}\n`;

test('variables are found, renamed and highlighted wherever they stand', async () => {
  for (const [at, expected] of [
    [
      'who:',
      'parameters:\n  «who»: {type: String, description: Whom}\nsteps:\n  - name: a\n    eval: |\n      [$«who», "${«who»}"]\n  - message: "${a} $«who»"\nreturn: {x: $a, y: \'$a\', z: who}\n',
    ],
    [
      'a} $who',
      'parameters:\n  who: {type: String, description: Whom}\nsteps:\n  - name: «a»\n    eval: |\n      [$who, "${who}"]\n  - message: "${«a»} $who"\nreturn: {x: $«a», y: \'$a\', z: who}\n',
    ],
  ] as const) {
    const project = await planned(names.replace(at, `$0${at}`));
    const { offset } = project.cursor;
    const { workspace } = project;
    const highlights = await documentHighlight(workspace, path, offset);
    assert.equal(project.marked(path, highlights), expected);
    const places = await references(workspace, path, offset, true);
    assert.equal(
      project.marked(
        path,
        places.map(({ span }) => span),
      ),
      expected,
    );
    const renamed = await rename(workspace, path, offset, 'fresh');
    assert.ok('files' in renamed);
    const [declared] = (await definition(workspace, path, offset)).places;
    assert.equal(declared?.span.start, highlights.find(({ declares }) => declares)?.start);
    assert.equal(renamed.files.find((file) => file.path === path)?.changes.length, highlights.length);
    assert.ok('refused' in (await rename(workspace, path, offset, at === 'who:' ? 'a' : 'who')));
    assert.ok('refused' in (await rename(workspace, path, offset, 'No')));
  }
});

/** Texts with the cursor, and what the hover says. */
const hovers: readonly (readonly [text: string, expected: RegExp])[] = [
  [`${step}  - ta$0sk: p::deploy\n    targets: x`, /Runs a task/],
  [`${step}  - task: p::de$0ploy\n    targets: x`, /Deploys/],
  [`${step}  - task: p::deploy\n    targets: x\n    parameters: {ver$0sion: 1}`, /String\[1\] \$version[\s\S]*Which/],
  [`${step}  - plan: p::ot$0her`, /plan p::other\(String \$who, Integer \$n = 1\)/],
  [`${step}  - message: $tar$0gets`, /TargetSpec/],
  [`${step}  - name: a\n    command: uptime\n    targets: x\n  - message: $a$0`, /result of step 1[\s\S]*uptime/],
  [`${step}  - message: 'not $0 $targets'`, /single quotes are never evaluated/],
  [`par$0ameters: {}\nsteps: []`, /parameters of the plan/],
];

for (const [text, expected] of hovers) {
  test(`hover: ${text}`, async () => {
    const { workspace, cursor } = await planned(text);
    assert.match((await hover(workspace, path, cursor.offset))?.markdown ?? '', expected);
  });
}

test('definitions lead to tasks, plans and their parameters', async () => {
  for (const [text, file, word] of [
    [`${step}  - task: p::dep$0loy\n    targets: x`, '/p/tasks/deploy.json', ''],
    [`${step}  - plan: p::oth$0er`, '/p/plans/other.pp', 'p::other'],
    [`${step}  - plan: p::other\n    parameters: {wh$0o: x}`, '/p/plans/other.pp', 'who'],
    [`${step}  - script: p/ru$0n.sh\n    targets: x`, '/p/files/run.sh', ''],
  ] as const) {
    const project = await planned(text);
    const [place] = (await definition(project.workspace, path, project.cursor.offset)).places;
    assert.equal(place?.path, file, text);
    assert.equal(project.text(file).slice(place.span.start, place.span.end), word);
  }
});

test('the outline has parameters and steps', async () => {
  const { workspace } = await planned(names);
  const outline = (await documentSymbols(workspace, path)).map(({ name, children }) => [
    name,
    ...children.map((child) => `${child.name}: ${child.detail ?? ''}`),
  ]);
  assert.deepEqual(outline, [
    ['parameters', 'who: String'],
    ['steps', 'a: eval [$who, "${who}"]', 'message ${a} $who: '],
    ['return'],
  ]);
});

test('folds, links, selections and colours', async () => {
  const text = `${step}  - script: p/run.sh\n    targets: $targets\n  - eval: |\n      $targets.each |$x| { notice("\${x}") }\n`;
  const project = await planned(text);
  const { workspace } = project;
  assert.deepEqual(await folding(workspace, path), [
    { startLine: 0, endLine: 1 },
    { startLine: 2, endLine: 6 },
    { startLine: 3, endLine: 4 },
    { startLine: 5, endLine: 6 },
  ]);
  assert.deepEqual(
    (await documentLinks(workspace, path)).map(({ target }) => target),
    ['/p/files/run.sh'],
  );
  const [chain] = await selectionRanges(workspace, path, [text.indexOf('run.sh')]);
  assert.deepEqual(
    chain?.slice(0, 2).map(({ start, end }) => text.slice(start, end)),
    ['p/run.sh', 'script: p/run.sh'],
  );
  const tokens = (await semanticTokens(workspace, path)).map(
    ({ start, end, kind }) => `${kind} ${text.slice(start, end)}`,
  );
  assert.ok(tokens.includes('type TargetSpec'), tokens.join());
  assert.ok(tokens.includes('function notice'), tokens.join());
  assert.ok(!tokens.some((token) => token.includes('script')));
});

test('actions', async () => {
  const titled = async (text: string, title: RegExp) => {
    const project = await planned(text);
    const { offset } = project.cursor;
    const found = await codeActions(project.workspace, path, { start: offset, end: offset });
    return { project, fix: found.find(({ fix }) => title.test(fix.title))?.fix };
  };
  const changed = ({ project, fix }: Awaited<ReturnType<typeof titled>>) => {
    let text = project.text(path);
    for (const { start, end, text: put } of fix?.files[0]?.changes.toReversed() ?? []) {
      text = text.slice(0, start) + put + text.slice(end);
    }
    return text;
  };
  assert.match(
    changed(await titled(`${step}  - message: 'hi $0 $targets'`, /double quotes/)),
    /message: "hi {2}\$targets"/,
  );
  assert.match(changed(await titled(`${step}  - message: $tar$0gets`, /single quotes/)), /message: '\$targets'/);
  assert.match(changed(await titled(`${step}  - message: '$tar$0gets'`, /remove the quotes/)), /message: \$targets/);
  assert.match(
    changed(await titled(`${step}  - comm$0and: uptime`, /Add 'targets'/)),
    /uptime\n {4}targets: \$targets/,
  );
  assert.match(changed(await titled(`${step}  - message: x\nretrun$0: 1`, /Replace with 'return'/)), /return: 1/);
  const { fix } = await titled(`steps:\n  - mess$0age: x\n`, /Convert the plan/);
  assert.deepEqual(
    fix?.files.map(({ path: file, create, isDeleted }) => [file, create?.includes("out::message('x')"), isDeleted]),
    [
      ['/p/plans/x.pp', true, undefined],
      [path, undefined, true],
    ],
  );
  assert.equal((await titled('steps:\n  - mesage$0: x\n', /Convert the plan/)).fix, undefined);
});

test('the index knows what a YAML plan names, and which plan does', async () => {
  const text = `${step}  - task: p::deploy\n    targets: $targets\n  - plan: p::other\n  - eval: |\n      run_plan('p::other')\n`;
  const { workspace } = await planned(text);
  const world = await workspace.world(path);
  const other = world.find('plan', 'p::other');
  const own = world.find('plan', 'p::x');
  assert.ok(other !== undefined && own !== undefined);
  const uses = await workspace.index.usesOf(other);
  assert.deepEqual(
    uses.map((use) => [use.path, text.slice(use.span.start, use.span.end), use.inside?.name]),
    [
      [path, 'p::other', 'p::x'],
      [path, 'p::other', 'p::x'],
    ],
  );
  const used = (await workspace.index.usesIn(own)).map((each) => `${each.used.kind} ${each.used.name}`);
  assert.deepEqual(used, ['type TargetSpec', 'task p::deploy', 'plan p::other', 'function run_plan', 'plan p::other']);
});

test('a plan in the Puppet language beside a YAML plan is the one that runs', async () => {
  const { workspace } = testProject({ ...around, 'plans/x.yaml': 'steps: []', 'plans/x.pp': 'plan p::x() { }' });
  assert.deepEqual(
    (await diagnostics(workspace, path)).map(({ code }) => code),
    ['shadowed-plan'],
  );
});

/** The console over an orchestrator of its own, typed into through streams as a terminal would hand them in. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { runConsole } from '../commands/console.ts';
import { type Context, openContext } from '../context.ts';
import { parseOptions } from '../parse-options.ts';
import { testTerminal } from '../test-context.ts';

const inventory =
  'targets:\n  - {name: one, config: {transport: local}}\n  - {name: two, config: {transport: local}}\n';

interface Opened {
  readonly context: Context;
  readonly data: string;
  /** Everything that was printed, to either stream. */
  shown(): string;
}

async function open(
  test: TestContext,
  line: readonly string[],
  { isTyped, files = {} }: { readonly isTyped: boolean; readonly files?: Readonly<Record<string, string>> },
): Promise<Opened> {
  const root = await mkdtemp(join(tmpdir(), 'baton-console-'));
  test.after(() => rm(root, { recursive: true }));
  const [project, data] = [join(root, 'project'), join(root, 'data')];
  for (const [name, text] of Object.entries({
    'bolt-project.yaml': 'name: p\n',
    'inventory.yaml': inventory,
    ...files,
  })) {
    await mkdir(dirname(join(project, name)), { recursive: true });
    await writeFile(join(project, name), text);
  }
  const { terminal, out, err } = testTerminal();
  const options = parseOptions(['console', '--project', project, '--data', data, ...line]);
  const context = await openContext(options, { ...terminal, inIsTerminal: isTyped, directory: project });
  return { context, data, shown: () => out() + err() };
}

/** Pipes lines in; the exit code and what is on standard output. */
async function pipe(
  context: TestContext,
  lines: readonly string[],
  line: readonly string[] = [],
  files: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly shown: string }> {
  const opened = await open(context, line, { isTyped: false, files });
  const stdin = new PassThrough();
  stdin.end(lines.join('\n'));
  const code = await runConsole(opened.context, { stdin, stdout: new PassThrough() });
  return { code, shown: opened.shown() };
}

test('lines that are piped in are evaluated in one scope', async (context) => {
  const { code, shown } = await pipe(context, ['$x = [1,', '  2]', '$x[1] + 1', 'type Port = Integer', '80 =~ Port']);
  assert.equal(shown, '[1, 2]\n3\nundef\ntrue\n');
  assert.equal(code, 0);
});

test('an error is shown below its place, and later lines are evaluated', async (context) => {
  const { code, shown } = await pipe(context, ['$a = {', "\t'k' => $nope", '}', '1 + ) 2', '7', '[1,']);
  assert.equal(
    shown,
    [
      "  2: \t'k' => $nope",
      '     \t       ^^^^^',
      "Evaluation Error: Unknown variable: 'nope'.",
      '  1 + ) 2',
      '      ^',
      "Syntax error at ')', expected an expression",
      '7',
      '  [1,',
      '     ^',
      "Syntax error at end of input, expected ']' to close the '['",
      '',
    ].join('\n'),
  );
  assert.equal(code, 1);
});

test('functions of plans act on targets, and results are blocks', async (context) => {
  const lines = [
    "run_command('echo $0', $targets, 'say it').map |$r| { $r.target.name }",
    "run_command('echo hi', 'one')",
  ];
  const { shown } = await pipe(context, lines, ['-t', 'one,two']);
  const times = shown.replace(/in [\d.]+ sec/g, 'in N sec');
  assert.equal(
    times,
    [
      'Starting: say it on one, two',
      'Finished: say it with 0 failures in N sec',
      "['one', 'two']",
      "Starting: command 'echo hi' on one",
      "Finished: command 'echo hi' with 0 failures in N sec",
      'Finished on one:',
      '  hi',
      'Successful on 1 target: one',
      'Ran on 1 target',
      '',
    ].join('\n'),
  );
});

test('programs get an answer a line', async (context) => {
  const lines = ["{'a' => Sensitive('x')}", 'fail_plan("no", "mine")', "out::message('said')", ':vars', ':nothing'];
  const { code, shown } = await pipe(context, lines, ['--format', 'json', '-t', 'one']);
  const [answers = '', said] = [shown.split('\n').filter((line) => line.startsWith('{')), shown.includes('said\n')];
  assert.deepEqual(
    [...answers].map((line) => JSON.parse(line)),
    [
      {
        ok: true,
        value: { a: 'Sensitive [value redacted]' },
        type: "Struct[{'a' => Sensitive[String]}]",
        str: '{a => Sensitive [value redacted]}',
      },
      { ok: false, error: 'no', kind: 'mine', details: {}, line: 1, column: 1 },
      { ok: true, value: null, type: 'Undef', str: '' },
      { ok: true, value: [{ name: 'targets', type: 'Tuple[Target]', source: "['one']" }] },
      {
        ok: false,
        error: "There is no command ':nothing'; ':help' lists them",
        kind: 'bolt/cli-error',
        details: {},
      },
    ],
  );
  assert.ok(said);
  assert.equal(code, 1);
});

test('commands of the console', async (context) => {
  const files = { 'lib.pp': 'function twice($x) {\n  $x * 2\n}\n$loaded = twice(21)\n' };
  const lines = [':load lib.pp', 'twice(4)', ':type [1, "a"]', ':targets', ':load nowhere.pp', ':quit', '1'];
  const { shown } = await pipe(context, lines, [], files);
  assert.match(
    shown,
    /^42\n8\nTuple\[Integer\[1, 1\], String\]\none {2}local\ntwo {2}local\nall: one, two\nCannot read nowhere.pp: ENOENT.*\n$/,
  );
});

test('targets that are none end it at once', async (context) => {
  const opened = await open(context, ['-t', 'web*'], { isTyped: false });
  await assert.rejects(runConsole(opened.context, { stdin: new PassThrough(), stdout: new PassThrough() }), {
    message: /web\*/,
  });
});

/** A person at the terminal: types when the screen shows what they wait for. */
async function typing(
  context: TestContext,
  script: readonly (readonly [awaited: string | RegExp, typed: string])[],
  line: readonly string[] = [],
): Promise<{ readonly code: number; readonly screen: string; readonly history: string }> {
  const opened = await open(context, line, { isTyped: true });
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const steps = [...script];
  let screen = '';
  let from = 0;
  const look = (): void => {
    const [next] = steps;
    if (next === undefined) return;
    const [awaited, typed] = next;
    const fresh = screen.slice(from);
    if (typeof awaited === 'string' ? !fresh.includes(awaited) : !awaited.test(fresh)) return;
    steps.shift();
    from = screen.length;
    stdin.write(typed);
  };
  const show = (text: string): void => {
    screen += text;
    // A key is pressed after what was shown, not while it is.
    setImmediate(look);
  };
  stdout.on('data', (chunk: Buffer) => show(chunk.toString()));
  const terminal = {
    ...opened.context.terminal,
    out: async (text: string) => show(text),
    err: (text: string) => show(text),
  };
  const code = await runConsole({ ...opened.context, terminal }, { stdin, stdout });
  assert.deepEqual(steps, [], `typed to the end; on the screen:\n${screen}`);
  return { code, screen, history: await readFile(join(opened.data, 'console_history'), 'utf8').catch(() => '') };
}

test('a person types, completes, leaves a line and ends', async (context) => {
  const { code, screen, history } = await typing(context, [
    ['baton> ', '$x = {\r'],
    ['...> ', "'a' => 1 }\r"],
    ['baton> ', 'vers\t'],
    ['versioncmp', "('1', '2')\r"],
    ['baton> ', 'half of a'],
    ['half of a', '\u0003'],
    ['^C', '$x["a"]\r'],
    ['baton> ', '\u0004'],
  ]);
  assert.match(screen, /\{'a' => 1\}\n/);
  assert.match(screen, /-1\n/);
  assert.match(screen, /\n1\n/);
  assert.equal(code, 0);
  assert.equal(history, "$x = {\n'a' => 1 }\nversioncmp('1', '2')\n$x[\"a\"]\n");
});

test('Ctrl-C stops what runs, and the console goes on', async (context) => {
  const { screen } = await typing(context, [
    ['baton> ', "$before = 1 run_command('sleep 1000', 'one')\r"],
    ['Starting: command', '\u0003'],
    ['baton> ', '$before + 1\r'],
    [/\n2\n(?:.|\n)*baton> /, ':quit\r'],
  ]);
  assert.match(screen, /\nStopped\n/);
});

test('a plan function asks the person, and secrets are neither shown nor kept', async (context) => {
  const { screen, history } = await typing(context, [
    ['baton> ', "$a = prompt('Who')\r"],
    ['Who: ', 'Ada\r'],
    ["'Ada'", "$p = prompt('Key', 'sensitive' => true)\r"],
    ['Key: ', 'swordfish\r'],
    ['redacted', '\u001b[A\u001b[A\r'],
    ['Who: ', 'Eve\r'],
    ["'Eve'", '\u0004'],
  ]);
  assert.doesNotMatch(screen, /swordfish/);
  assert.equal(history, "$a = prompt('Who')\n$a = prompt('Who')\n");
});

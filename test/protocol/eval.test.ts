/** `baton eval`, as a shell sees it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { diskProject } from '../support/language-client.ts';

const program = join(import.meta.dirname, '../../program/main.ts');
const { directory, remove } = diskProject({
  'bolt-project.yaml': 'name: p\n',
  'functions/twice.pp': 'function p::twice(P::Count $x) >> Integer { p::add($x, $x) }\n',
  'functions/add.pp': 'function p::add(Integer $a, Integer $b) { $a + $b }\n',
  'functions/broken.pp': 'function p::broken() {\n  $x = 1\n  $x + undef\n}\n',
  'types/count.pp': 'type P::Count = Integer[0]\n',
  'lib/puppet/functions/p/old.rb': '',
  'files/a.txt': 'from a file',
  'templates/t.epp': '<%- | String $who | -%>\nHello <%= $who %>\n',
});
after(remove);

async function evaluate(line: readonly string[], input = '') {
  const child = spawn(process.execPath, [program, 'eval', ...line], { cwd: directory });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

test('an expression has a value, and what it logs is beside it', async () => {
  assert.deepEqual(await evaluate(['-e', "notice('x') [1, 'a']"]), {
    code: 0,
    stdout: "[1, 'a']\n",
    stderr: 'notice: x\n',
  });
});

test('an error has its place and is an exit code', async () => {
  const answer = await evaluate(['-e', '$x = 1\n$x + undef']);
  assert.deepEqual(answer, {
    code: 1,
    stdout: "Evaluation Error: The value '' cannot be converted to Numeric. (line: 2, column: 6)\n",
    stderr: '',
  });
});

test('the value as JSON keeps what JSON has no word for', async () => {
  const { stdout } = await evaluate(['--format', 'json', '-e', "{ '10' => 1.0, '9' => SemVer('1.2.3') }"]);
  assert.equal(
    stdout,
    `{"ok":true,"value":{"10":1.0,"9":{"__ptype":"SemVer","__pvalue":"1.2.3"}},"type":"Struct[{'10' => Float[1.0, 1.0], '9' => SemVer['1.2.3 - 1.2.3']}]","str":"{'10' => 1.0, '9' => 1.2.3}"}\n`,
  );
});

test('lines are answered in turn, with functions, types, files and templates of the project', async () => {
  const sources = [
    'p::twice(4)',
    'p::twice(-4)',
    "file('p/a.txt')",
    "epp('p/t.epp', { who => 'you' })",
    'P::Count',
    'p::old()',
    'p::broken()',
    "module_directory('p') =~ String",
    "lookup('nosuch', { default_value => 3 })",
  ];
  const input = sources.map((src, id) => JSON.stringify({ id, src })).join('\n');
  const { stdout, code } = await evaluate(['--jsonl'], `${input}\nnothing\n`);
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const call = 'Evaluation Error: Error while evaluating a Function Call,';
  assert.equal(code, 0);
  assert.deepEqual(
    answers.map(({ id, value, error }) => [id, error ?? value]),
    [
      [0, 8],
      [1, `${call} 'p::twice' parameter 'x' expects a P::Count = Integer[0] value, got Integer[-4, -4]`],
      [2, 'from a file'],
      [3, 'Hello you\n'],
      [
        4,
        {
          __ptype: 'Pcore::TypeAliasType',
          name: 'P::Count',
          type_expr: null,
          resolved_type: { __ptype: 'Pcore::IntegerType', from: 0 },
        },
      ],
      [5, "Evaluation Error: The function 'p::old' of the module 'p' is written in Ruby, which Baton does not run"],
      [6, "Evaluation Error: The value '' cannot be converted to Numeric."],
      [7, true],
      [8, 3],
      [null, `The line is no JSON: Unexpected token 'o', "nothing" is not valid JSON`],
    ],
  );
  assert.deepEqual([answers[6]?.['file'], answers[6]?.['line']], [join(directory, 'functions/broken.pp'), 3]);
});

test('an evaluation that takes too long is ended', async () => {
  const source = 'function f($n) { if $n > 0 { [1, 2].each |$x| { f($n - 1) } } } f(60)';
  const { stdout, code } = await evaluate(['--timeout', '1', '-e', source]);
  assert.deepEqual([stdout, code], ['The evaluation takes longer than 1 seconds; --timeout gives it more\n', 1]);
});

test('without an expression there is a sentence', async () => {
  const { stdout, code } = await evaluate([]);
  assert.deepEqual([stdout, code], ["Command 'eval' needs an expression: baton eval -e EXPRESSION\n", 1]);
});

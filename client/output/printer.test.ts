import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobDescription, JobEvent, JobHappening, NodeResult } from '../../orchestrator-core/jobs/index.ts';
import { jobPrinter } from './printer.ts';

const description: JobDescription = {
  command: 'task',
  object: 'demo::wait',
  parameters: { seconds: 2, secret: 'Sensitive [value redacted]' },
  sensitive: ['secret'],
  noop: false,
  nodes: ['n1', 'node2'],
  concurrency: 250,
};

function out(node: string, text: string, stream: 'stdout' | 'stderr' = 'stdout'): JobHappening {
  return { type: 'node_output', node, stream, offset: 0, length: text.length, text };
}

function result(value: NodeResult['value'], status: NodeResult['status'] = 'success'): NodeResult {
  return { status, value, reached: true };
}

/** Prints the happenings one second apart, from second 0 on. */
function print(happenings: readonly JobHappening[], label = ''): string {
  const printer = jobPrinter(() => label);
  return happenings
    .map((happening, index): JobEvent => ({ ...happening, job: '7', number: index + 1, timestamp: index * 1000 }))
    .map((event) => printer.feed(event))
    .join('');
}

test('a job prints its lines as they arrive, then how each node ended, then the counts', () => {
  const text = print([
    { type: 'job_created', description },
    { type: 'node_running', node: 'n1', transaction: 't1', transport: 'pcp' },
    out('n1', 'one\ntw'),
    out('node2', 'warn\n', 'stderr'),
    out('n1', 'o\n'),
    { type: 'node_finished', node: 'n1', result: result({ _output: 'one\ntwo\n' }) },
    {
      type: 'node_failed',
      node: 'node2',
      result: result({ _output: '', _error: { msg: 'The task failed with exit code 3' } }, 'failure'),
    },
    { type: 'job_failed' },
  ]);
  assert.equal(
    text,
    `#7 demo::wait seconds=2 secret=Sensitive [value redacted] on 2 nodes: n1, node2
n1    | one
node2 ! warn
n1    | two
n1    ✓ succeeded in 4.0 s
node2 ✗ failed in 3.0 s: The task failed with exit code 3
#7 ended after 7.0 s: 1 succeeded, 1 failed (node2)

`,
  );
});

test('each piece is printed when its line ends, not at the end of the node', () => {
  const printer = jobPrinter(() => '');
  const event = (happening: JobHappening, number: number): JobEvent => ({
    ...happening,
    job: '1',
    number,
    timestamp: 0,
  });
  printer.feed(event({ type: 'job_created', description }, 1));
  assert.equal(printer.feed(event(out('n1', 'first\n'), 2)), 'n1    | first\n');
});

const created: JobHappening = { type: 'job_created', description: { ...description, nodes: ['n'], parameters: {} } };

test('what a node gives is shown once, pretty where it is JSON', () => {
  const cases: [string, JobHappening[], string][] = [
    [
      'a JSON result that also came as live output',
      [out('n', '{"a":'), out('n', '[1]}\n'), { type: 'node_finished', node: 'n', result: result({ a: [1] }) }],
      'n | {\nn |   "a": [\nn |     1\nn |   ]\nn | }\n',
    ],
    [
      'a JSON result without live output',
      [{ type: 'node_finished', node: 'n', result: result({ a: 1, _output: 'hm' }) }],
      'n | {\nn |   "a": 1,\nn |   "_output": "hm"\nn | }\n',
    ],
    [
      'an error that the task itself wrote as JSON',
      [
        out('n', '{"_error":{"msg":"busy"}}\n'),
        { type: 'node_failed', node: 'n', result: result({ _error: { msg: 'busy' } }, 'failure') },
      ],
      'n | {\nn |   "_error": {\nn |     "msg": "busy"\nn |   }\nn | }\n',
    ],
    [
      'text that only begins like JSON',
      [out('n', '{oops\nx'), { type: 'node_finished', node: 'n', result: result({ _output: '{oops\nx' }) }],
      'n | {oops\nn | x\n',
    ],
    [
      'text without live output',
      [{ type: 'node_finished', node: 'n', result: result({ _output: 'a\nb\n' }) }],
      'n | a\nn | b\n',
    ],
    [
      'a command without live output',
      [
        {
          type: 'node_finished',
          node: 'n',
          result: result({ stdout: 'a\n', stderr: 'b\n', merged_output: 'a\nb\n', exit_code: 0 }),
        },
      ],
      'n | a\nn ! b\n',
    ],
    [
      'a command whose lines came while it ran',
      [
        out('n', '{"x":1}\n'),
        out('n', 'e', 'stderr'),
        { type: 'node_finished', node: 'n', result: result({ stdout: '{"x":1}\n', stderr: 'e', exit_code: 0 }) },
      ],
      'n | {"x":1}\nn ! e\n',
    ],
  ];
  for (const [name, happenings, expected] of cases) {
    const body = print([created, ...happenings])
      .split('\n')
      .slice(1, -2)
      .join('\n');
    assert.equal(`${body}\n`, expected, name);
  }
});

test('a stream that begins like JSON and grows long is not held', () => {
  const long = `{${'x'.repeat(70_000)}\n`;
  const printed = print([created, out('n', long)]);
  assert.ok(printed.includes(`n | ${long}`));
});

test('stopped, skipped and silent nodes are counted apart, and a label stands before every line', () => {
  const text = print(
    [
      { type: 'job_created', description: { ...description, command: 'command', object: 'sleep 9', parameters: {} } },
      { type: 'job_stopping', reason: 'asked to' },
      { type: 'node_stopped', node: 'n1', result: result({ _error: { msg: 'stopped' } }, 'failure') },
      { type: 'node_errored', node: 'node2', result: result({ _error: { msg: 'no answer' } }, 'failure') },
      { type: 'job_stopped' },
    ],
    '[7] ',
  );
  assert.equal(
    text,
    `[7] #7 $ sleep 9 on 2 nodes: n1, node2
[7] Stopping: asked to
[7] n1    ✗ stopped in 0.0 s: stopped
[7] node2 ✗ gave no result in 0.0 s: no answer
[7] #7 ended after 4.0 s: 1 gave no result (node2), 1 stopped (n1)

`,
  );
});

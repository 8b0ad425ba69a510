import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parseOptions } from './parse-options.ts';
import { readTargets } from './read-argument.ts';
import { testContext } from './test-context.ts';

const directory = await mkdtemp(join(tmpdir(), 'baton-targets-'));
after(() => rm(directory, { recursive: true }));
await writeFile(join(directory, 'words'), 'web1\nweb2 db*\n');
const results = [
  { target: 'web1', status: 'failure' },
  { target: 'web2', status: 'success' },
];
await writeFile(join(directory, '.rerun.json'), JSON.stringify(results));

/** The words that a command line hands on. */
async function wordsOf(...options: readonly string[]): Promise<readonly string[] | undefined> {
  const { context } = testContext(parseOptions(['task', 'run', 'x', ...options]));
  const project = { ...context.project, rerunPath: join(directory, '.rerun.json') };
  return readTargets({ ...context, project, terminal: { ...context.terminal, directory } });
}

describe('a command line becomes the words of a selection', () => {
  const cases: readonly (readonly [readonly string[], readonly string[] | undefined])[] = [
    [[], undefined],
    [
      ['-t', 'web*,db1', '-t', 'x'],
      ['web*,db1', 'x'],
    ],
    [['-t', '@words'], ['web1\nweb2 db*\n']],
    [
      ['-q', 'nodes[certname] { }'],
      ['--query', 'nodes[certname] { }'],
    ],
    [['--rerun', 'failure'], ['web1']],
    [
      ['--rerun', 'failure:12'],
      ['--rerun', 'failure:12'],
    ],
    [
      ['--rerun', 'all', '-F', 'a=b'],
      ['web1', 'web2', '--with-fact', 'a=b'],
    ],
    [
      ['-F', 'os.family=Debian', '--wf', 'a>1'],
      ['--with-fact', 'os.family=Debian', '--with-fact', 'a>1'],
    ],
    [['--ln', '2', '-1'], undefined],
    [
      ['-S', 'a and not b', '--limit', '10%'],
      ['--limit', '10%', '--select', 'a and not b'],
    ],
    [
      ['-t', 'all', '-1'],
      ['all', '--one'],
    ],
    [
      ['--batch', '2', '--batch-sleep', '1', '-t', 'all'],
      ['all', '--batch', '2', '--batch-sleep', '1'],
    ],
  ];
  for (const [options, words] of cases) {
    test(options.join(' '), async () => {
      const found = wordsOf(...options);
      if (options.includes('--ln')) await assert.rejects(found, { message: '--one is --limit 1: give one of them.' });
      else assert.deepEqual([...((await found) ?? ['none'])].sort(), [...(words ?? ['none'])].sort());
    });
  }
});

test('filters of a run without targets do not mean all nodes', async () => {
  await writeFile(join(directory, '.rerun.json'), '[]');
  assert.deepEqual(await wordsOf('--rerun', 'failure', '-F', 'a=b'), []);
});

test('what is wrong with a filter is said with its place', async () => {
  await assert.rejects(wordsOf('-t', 'web*', '-F', 'os'), {
    kind: 'baton/selection-error',
    details: { word: 2, start: 0, end: 2, range: { start: 17, end: 19 }, text: 'web* --with-fact os' },
  });
});

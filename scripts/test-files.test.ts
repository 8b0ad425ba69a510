import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runFiles } from './test-files.ts';

interface Case {
  readonly text: string;
  readonly verdicts: string[];
  readonly fault?: RegExp;
  readonly notice?: string;
  /** Seconds; as much as a busy machine may need where the end is not what is tested. */
  readonly limit?: number;
}

/** Test files by what is wrong with them, and what the runner must say of each. */
const cases: Readonly<Record<string, Case>> = {
  passes: { text: `test('a', () => {}); suite('s', () => { test('b', () => {}); });`, verdicts: ['passed', 'passed'] },
  fails: {
    text: `test('a', async (t) => { await t.test('b', () => { throw new Error('x'); }); });`,
    verdicts: ['failed'],
  },
  skips: { text: `test.skip('a', () => {}); test.todo('b');`, verdicts: ['skipped', 'skipped'] },
  tells: {
    text: `test('a', () => {}); console.log('this'); console.log('NOTICE: that');`,
    verdicts: ['passed'],
    notice: 'that',
  },
  crashes: {
    text: `test('a', () => {}); process.nextTick(() => process.exit(3));`,
    verdicts: [],
    fault: /exit code 3/,
  },
  broken: { text: 'this is not a program (', verdicts: [], fault: /SyntaxError/ },
  empty: { text: 'export {};', verdicts: [], fault: /^ran no tests/ },
  hangs: {
    text: `test('a', () => {}); setInterval(() => {}, 1000);`,
    verdicts: ['passed'],
    fault: /^did not end within 12 s/,
    limit: 12,
  },
  litters: {
    text: `import { mkdtempSync } from 'node:fs'; import { tmpdir } from 'node:os';
      test('a', () => { mkdtempSync(tmpdir() + '/baton-litter-'); });`,
    verdicts: ['passed'],
    fault: /^left in the temporary directory: baton-litter-/,
  },
  strays: {
    text: `import { spawn } from 'node:child_process';
      test('a', () => { spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref(); });`,
    verdicts: ['passed'],
    fault: /^left a process running: \d+ sleep 600/,
  },
};

describe('runFiles', () => {
  let directory = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'baton-runner-'));
    for (const [name, { text }] of Object.entries(cases)) {
      await writeFile(join(directory, `${name}.test.mjs`), `import { suite, test } from 'node:test';\n${text}\n`);
    }
  });
  after(() => rm(directory, { recursive: true }));

  for (const [name, { verdicts, fault, notice, limit = 60 }] of Object.entries(cases)) {
    it(`tells of a file that ${name}`, async () => {
      const options = { concurrency: 1, limit, grace: 100 };
      const [result] = await runFiles([join(directory, `${name}.test.mjs`)], options);
      assert.deepEqual(
        result?.checks.map((check) => check.verdict),
        verdicts,
      );
      assert.equal(result.faults.length, fault === undefined ? 0 : 1, result.faults.join('\n'));
      if (fault !== undefined) assert.match(result.faults[0] ?? '', fault);
      assert.deepEqual(result.notices, notice === undefined ? [] : [notice]);
    });
  }
});

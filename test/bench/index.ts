/**
 * How fast the language server knows a control repository of 5,000 manifests, seen from an editor: start until the first
 * diagnostics of an open file, start until everything was read, and the memory it takes; then the same once more, with
 * what the first start kept. Prints one line of JSON, and says which budget is missed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { startLanguageClient } from '../support/language-client.ts';
import { type ControlRepository, makeControlRepository } from './control-repo.ts';

const budgets = { complete: 10_000, firstDiagnostics: 300, megabytes: 120 };
const count = 5000;

interface Start {
  /** Milliseconds from the start of the process. */
  readonly firstDiagnostics: number;
  readonly complete: number;
  /** The longest that a hover had to wait meanwhile. */
  readonly slowestHover: number;
  readonly megabytes: number;
  /** What it took at its highest. */
  readonly highest: number;
}

/** Of the process, in MiB: now, or at its highest. */
function memoryOf(pid: number | undefined, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
}

async function start(repository: ControlRepository, cacheDirectory: string): Promise<Start> {
  const begun = performance.now();
  const client = await startLanguageClient({
    capabilities: { window: { workDoneProgress: true } },
    initializationOptions: { cacheDirectory },
    folders: [pathToFileURL(repository.directory).href],
  });
  const complete = client.progressEnded();
  const path = join(repository.directory, repository.open);
  const uri = pathToFileURL(path).href;
  await client.open(uri, readFileSync(path, 'utf8'));
  await client.published((published) => published.uri === uri);
  const firstDiagnostics = performance.now() - begun;
  let isComplete = false;
  void complete.then(() => {
    isComplete = true;
  });
  let slowestHover = 0;
  while (!isComplete) {
    const asked = performance.now();
    await client.at('hover', uri, { line: 9, character: 14 });
    slowestHover = Math.max(slowestHover, performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await complete;
  const completed = performance.now() - begun;
  const megabytes = memoryOf(client.process.pid, 'VmRSS');
  const highest = memoryOf(client.process.pid, 'VmHWM');
  await client.close();
  return {
    firstDiagnostics: Math.round(firstDiagnostics),
    complete: Math.round(completed),
    slowestHover: Math.round(slowestHover),
    megabytes,
    highest,
  };
}

const repository = await makeControlRepository(count);
const cache = mkdtempSync(join(tmpdir(), 'baton-index-cache-'));
try {
  const cold = await start(repository, cache);
  const kept = await start(repository, cache);
  const { files, bytes } = repository;
  console.log(JSON.stringify({ files, bytes, cold, kept }));
  const isOver = [cold, kept].some(
    ({ complete, firstDiagnostics, megabytes }) =>
      complete > budgets.complete || firstDiagnostics > budgets.firstDiagnostics || megabytes > budgets.megabytes,
  );
  if (isOver) {
    const { complete, firstDiagnostics, megabytes } = budgets;
    console.error(`over budget: ${complete} ms complete, ${firstDiagnostics} ms first diagnostics, ${megabytes} MiB`);
  }
} finally {
  rmSync(cache, { recursive: true, force: true });
  await repository.remove();
}

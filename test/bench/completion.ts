/**
 * How fast completion is in a plan of 2,000 lines that lies in a control repository of 5,000 manifests: from the
 * keystroke to the list, at places of different kinds, for an editor that asks for the diagnostics of each keystroke too. Prints one line of JSON, and says when the budget is missed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { type LanguageClient, startLanguageClient } from '../support/language-client.ts';
import { makeControlRepository } from './control-repo.ts';
import { largePlan, planStepLines } from './large-plan.ts';
import { percentile } from './percentile.ts';

const budget = 20;
const rounds = 25;

/** What is typed on a line of its own in the middle of the plan; completion is asked for after the last letter. */
const typed: Readonly<Record<string, string>> = {
  variable: '$',
  statement: 'r',
  taskName: "run_task('",
  taskParameter: "run_task('module_0::deploy', $targets, ",
  member: '$result_49.',
  memberOfCall: "get_targets('all').",
  type: 'if $release =~ S',
  resource: 'apply($targets) { f',
  classes: 'apply($targets) { include ',
  emptyExpression: '$x = ',
};

async function measure(client: LanguageClient, uri: string): Promise<Readonly<Record<string, readonly number[]>>> {
  const line = 1 + planStepLines * 50;
  const times: Record<string, number[]> = {};
  let version = 1;
  for (let round = 0; round < rounds; round += 1) {
    for (const [place, text] of Object.entries(typed)) {
      const start = { line, character: 0 };
      version += 1;
      await client.edit(uri, version, { start, end: start }, `${text}\n`);
      await client.pull(uri);
      // The last letter once more: the text is new for the server, as after a keystroke.
      const last = { line, character: text.length - 1 };
      const end = { line, character: text.length };
      version += 1;
      const begun = performance.now();
      await client.edit(uri, version, { start: last, end }, text.slice(-1));
      const diagnostics = client.pull(uri);
      const answer = await client.at<{ items: readonly unknown[] } | null>('completion', uri, end);
      // The first rounds warm the compiler up; an editor's user has typed them long before.
      const taken = performance.now() - begun;
      if (round >= 5) times[place] = [...(times[place] ?? []), taken];
      if (answer === null || answer.items.length === 0) throw new Error(`nothing at ${place}`);
      await diagnostics;
      version += 1;
      await client.edit(uri, version, { start, end: { line: line + 1, character: 0 } }, '');
    }
  }
  return times;
}

const repository = await makeControlRepository(5000);
try {
  const home = join(repository.directory, 'site-modules/module_0');
  const path = join(home, 'plans/large.pp');
  for (const name of ['plans', 'tasks']) mkdirSync(join(home, name), { recursive: true });
  const plan = largePlan().replaceAll('p::', 'module_0::');
  writeFileSync(path, plan);
  writeFileSync(join(home, 'tasks/deploy.json'), '{"parameters":{"release":{"type":"String[1]"},"retries":{}}}');
  writeFileSync(join(home, 'tasks/deploy.sh'), '');
  const client = await startLanguageClient({
    capabilities: {
      window: { workDoneProgress: true },
      textDocument: { diagnostic: {}, completion: { completionItem: { snippetSupport: true } } },
    },
    folders: [pathToFileURL(repository.directory).href],
  });
  const complete = client.progressEnded();
  const uri = pathToFileURL(path).href;
  await client.open(uri, plan);
  await complete;
  const times = await measure(client, uri);
  await client.close();
  const p95 = Object.fromEntries(Object.entries(times).map(([place, all]) => [place, percentile(all, 0.95)]));
  const all = Object.values(times).flat();
  const figures = { files: repository.files, p50: percentile(all, 0.5), p95: percentile(all, 0.95), ...p95 };
  console.log(JSON.stringify(figures));
  if (figures.p95 > budget) {
    console.error(`over budget: completion p95 ${budget} ms`);
  }
} finally {
  await repository.remove();
}

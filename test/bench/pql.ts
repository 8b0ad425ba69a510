/**
 * How fast queries are read, refused, checked, laid out and completed, warm and in one process. Prints one line of JSON with
 * the medians, in microseconds.
 */
import { performance } from 'node:perf_hooks';
import { checkPql, completePql, formatPql, parsePql, pqlWish } from '../../orchestrator-core/pql/index.ts';
import { percentile } from './percentile.ts';

const rounds = 300;

const usual =
  'nodes[certname] { facts { name = "role" and value = "web" } and resources { type = "Package" and title = "nginx" } order by certname limit 100 }';
const names = Array.from({ length: 5000 }, (_, index) => `"web${index}.example.com"`).join(', ');
const long = `nodes[certname] { certname in [${names}] }`;

const cases: Readonly<Record<string, () => unknown>> = {
  parse: () => parsePql(usual),
  refuse: () => parsePql(usual.replace('limit', 'limt')),
  check: () => {
    const parsed = parsePql(usual);
    return parsed.ok ? checkPql(parsed.tree) : undefined;
  },
  format: () => formatPql(usual),
  completeField: () => completePql(usual, usual.indexOf('value') + 2),
  completeValue: () => {
    const offset = usual.indexOf('"web"') + 2;
    return [pqlWish(usual, offset), completePql(usual, offset, () => ['web', 'db'])];
  },
  parse5000Names: () => parsePql(long),
  refuse5000Names: () => parsePql(long.slice(0, -1)),
};

const figures: Record<string, number> = { characters: usual.length, longCharacters: long.length };
for (const [name, run] of Object.entries(cases)) {
  const times: number[] = [];
  const count = name.endsWith('Names') ? rounds / 10 : rounds;
  for (let round = 0; round < count; round += 1) {
    const begun = performance.now();
    run();
    times.push((performance.now() - begun) * 1000);
  }
  figures[name] = Math.round(percentile(times.slice(count / 3), 0.5));
}
process.stdout.write(`${JSON.stringify(figures)}\n`);

/**
 * Formats every manifest and plan below some paths, in memory, and says what became of them:
 *
 *   node test/interop/formatter/main.ts [--diff] [--puppet] PATH…
 *
 * Each must keep its tree and its comments, and formatting it again must change nothing. `--diff` prints what changes;
 * `--puppet` asks the installed Puppet whether it judges the result as it judged the source. Exits with 1 where a
 * promise is broken.
 */
import { parseArgs } from 'node:util';
import { layoutChanges } from '../../../orchestrator-core/language/format/format.ts';
import { applyChanges, checkSource, formatSource, parse } from '../../../orchestrator-core/language/index.ts';
import { askPuppet, type Source } from '../puppet-parser/ask-puppet.ts';
import { readSources } from '../puppet-parser/read-sources.ts';
import { lineDifferences } from './line-differences.ts';
import { sameMeaning } from './same-meaning.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { diff: { type: 'boolean', default: false }, puppet: { type: 'boolean', default: false } },
});

const sources = (await readSources(positionals)).filter(({ epp }) => !epp);
const formatted: Source[] = [];
const broken: string[] = [];
let changed = 0;
let lines = 0;
let changedLines = 0;
for (const { name, source, tasks, epp } of sources) {
  const parsed = parse(source, { tasks });
  const text = applyChanges(source, layoutChanges(parsed, 2));
  lines += source.split('\n').length;
  formatted.push({ name, source: text, tasks, epp });
  const again = parse(text, { tasks });
  if (!sameMeaning(parsed, again)) broken.push(`${name}: not the same tree`);
  if (formatSource(again, { lex: { tasks } }).length > 0) {
    broken.push(`${name}: not idempotent\n${lineDifferences(text, applyChanges(text, layoutChanges(again, 2)))}`);
  }
  if (checkSource(parsed, { scripting: tasks }).length !== checkSource(again, { scripting: tasks }).length) {
    broken.push(`${name}: other findings`);
  }
  if (text === source) continue;
  changed += 1;
  const difference = lineDifferences(source, text);
  changedLines += difference.split('\n').filter((line) => line.startsWith('+')).length;
  if (values.diff) console.log(`--- ${name}\n${difference}`);
}
if (values.puppet) {
  const before = (await askPuppet(sources)).verdicts;
  const after = (await askPuppet(formatted)).verdicts;
  for (const [index, verdict] of before.entries()) {
    if (verdict.errors.length !== after[index]?.errors.length)
      broken.push(`${sources[index]?.name}: Puppet judges otherwise`);
  }
}
for (const one of broken) console.log(one);
const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
console.log(
  `${sources.length} files: ${share(sources.length - changed, sources.length)} unchanged, ` +
    `${share(changedLines, lines)} of ${lines} lines changed, ${broken.length} broken`,
);
process.exitCode = broken.length === 0 ? 0 : 1;

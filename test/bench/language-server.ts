/**
 * How fast the language server is, seen from an editor: start until it is initialized, start until the diagnostics of a
 * plan of 2,000 lines are there, and keystroke until those of a large metadata file and of the plan are. Prints one line
 * of JSON; fails when a budget is broken.
 */
import { performance } from 'node:perf_hooks';
import { diskProject, startLanguageClient } from '../support/language-client.ts';

const budgets = { initialize: 200, firstDiagnostics: 500, keystrokeP95: 10 };
const parameterCount = 300;
const starts = 5;
const keystrokes = 200;
const planLines = 2000;

/** Steps as plans have them: tasks, conditions, lambdas, interpolated strings, a heredoc, an apply block. */
function largePlan(): string {
  const step = (index: number) => `  # Step ${index}: what is done here, in a sentence of usual length.
  $result_${index} = run_task('p::deploy', $targets, "Deploy \${release} (${index})", {
    release        => $release,
    retries        => ${index} + 1,
    '_catch_errors' => true,
  })
  unless $result_${index}.ok {
    $failed_${index} = $result_${index}.error_set.names.filter |$name| { $name =~ /node\\d+/ }
    out::message("failed on \${failed_${index}.join(', ')}: \${result_${index}.first.error}")
  }
  $script_${index} = @("END"/L)
    set -e
    echo "\${release}" > /etc/release
    | END
  apply($targets, '_description' => 'step ${index}') {
    file { '/etc/motd.${index}': ensure => file, mode => '0644', content => $script_${index} }
    -> service { 'app${index}': ensure => running }
  }
`;
  const steps = Array.from({ length: Math.ceil(planLines / 18) }, (_, index) => step(index)).join('');
  return `plan p::large(TargetSpec $targets, String[1] $release = '1.0') {\n${steps}  return $result_0\n}\n`;
}

function largeMetadata(): string {
  const types = ['String[1]', 'Optional[Integer[0, 65535]]', 'Enum[present, absent]', 'Hash[String, Array[Integer]]'];
  const parameters = Array.from({ length: parameterCount }, (_, index) => [
    `parameter_${index}`,
    {
      type: types[index % types.length],
      description: `What parameter ${index} is for, in a sentence of usual length.`,
    },
  ]);
  return JSON.stringify({ description: '', parameters: Object.fromEntries(parameters) }, null, 2);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100) / 100;
}

async function measureStarts(): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index < starts; index += 1) {
    const begun = performance.now();
    const client = await startLanguageClient();
    times.push(performance.now() - begun);
    await client.close();
  }
  return times;
}

interface Typed {
  readonly times: readonly number[];
  /** From the start of the process to the first diagnostics. */
  readonly first: number;
}

/** Types into one line of a file, each letter when the diagnostics of the one before are there. */
async function measureKeystrokes(name: string, text: string, line: number, column: number): Promise<Typed> {
  const reads = Array.from({ length: parameterCount }, (_, index) => `echo "$PT_parameter_${index}"`).join('\n');
  const project = diskProject({ 'bolt-project.yaml': 'name: p\n', 'tasks/t.sh': reads, [name]: text });
  const started = performance.now();
  const client = await startLanguageClient();
  const uri = project.uri(name);
  await client.open(uri, text);
  await client.published((published) => published.version === 1);
  const first = performance.now() - started;
  const times: number[] = [];
  for (let index = 0; index < keystrokes; index += 1) {
    const version = index + 2;
    const position = { line, character: column + index };
    const answered = client.published((published) => published.version === version);
    const begun = performance.now();
    await client.edit(uri, version, { start: position, end: position }, 'x');
    await answered;
    times.push(performance.now() - begun);
  }
  await client.close();
  project.remove();
  // The first keystrokes warm the compiler up; an editor's user has typed them long before.
  return { times: times.slice(20), first };
}

const initialize = await measureStarts();
const { times: typed } = await measureKeystrokes('tasks/t.json', largeMetadata(), 1, 18);
// Into the comment of a step in the middle: everything is read again, and stays valid.
const planText = largePlan();
const plan = await measureKeystrokes('plans/large.pp', planText, 1 + 18 * 50, 10);
const figures = {
  bytes: largeMetadata().length,
  initializeMedian: percentile(initialize, 0.5),
  keystrokeP50: percentile(typed, 0.5),
  keystrokeP95: percentile(typed, 0.95),
  keystrokeMax: percentile(typed, 1),
  planLines: planText.split('\n').length - 1,
  planFirst: Math.round(plan.first),
  planKeystrokeP50: percentile(plan.times, 0.5),
  planKeystrokeP95: percentile(plan.times, 0.95),
  planKeystrokeMax: percentile(plan.times, 1),
};
console.log(JSON.stringify(figures));
const isOver =
  figures.initializeMedian > budgets.initialize ||
  figures.planFirst > budgets.firstDiagnostics ||
  Math.max(figures.keystrokeP95, figures.planKeystrokeP95) > budgets.keystrokeP95;
if (isOver) {
  const { initialize, firstDiagnostics, keystrokeP95 } = budgets;
  console.error(`over budget: initialize ${initialize}, plan ${firstDiagnostics}, keystroke p95 ${keystrokeP95} ms`);
  process.exitCode = 1;
}

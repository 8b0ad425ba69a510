import { setImmediate } from 'node:timers/promises';
import { isJsonObject, type Json, type JsonObject, parseExact } from '../../common/index.ts';
import { createProjectEvaluation } from '../../evaluation-host.ts';
import type { Target } from '../../inventory/index.ts';
import type { NodeResult } from '../../jobs/index.ts';
import {
  dataOf,
  evaluateSource,
  type PuppetValue,
  richJson,
  type SourceAnswer,
  sourceOf,
  stringOf,
  toRichData,
  valueOfJson,
} from '../../language/index.ts';
import { boundedRun, diskFiles, systemClock } from '../../node/index.ts';
import type { Orchestrator } from '../../orchestrator.ts';
import type { HieraSource } from '../../plans/index.ts';
import type { Invocation } from '../choose-command.ts';
import { cliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { connect } from '../orchestrator.ts';
import { resultText, summaryText } from '../output/human.ts';
import type { ItemResult } from '../output/reporter.ts';
import { readTargets, saveResults } from '../read-argument.ts';
import { rerunEntries } from '../rerun-entries.ts';
import { forTargets } from '../selected-nodes.ts';
import { onInterrupt } from '../signals.ts';

/** Milliseconds that a lookup may take, and statements. */
const longest = 60_000;
const mostSteps = 1_000_000;

/**
 * `baton lookup KEY`: what Hiera has under a key for each target, whose facts are asked first, or with
 * `--plan-hierarchy` what it has for plans. The exit code is 1 where a target has nothing.
 */
export async function lookup(invocation: Invocation, context: Context): Promise<number> {
  const { object: key = '', rest } = invocation;
  const variables = Object.fromEntries(rest.map(variableOf));
  if (context.options.flag('plan-hierarchy') === true) return lookupForPlans(key, variables, context);
  const words = (await readTargets(context)) ?? [];
  const connected = await connect(context, words);
  let interruption: ReturnType<typeof onInterrupt> | undefined;
  try {
    const { orchestrator } = connected;
    const targets = await orchestrator.targets(words);
    const job = await orchestrator.run(forTargets({ kind: 'facts', targets: words }, targets));
    interruption = onInterrupt(() => orchestrator.stop(job));
    const facts = await factsOf(orchestrator, job);
    const items: ItemResult[] = [];
    for (const target of targets)
      items.push(await itemFor(target, facts.get(target.name), { key, variables, context }));
    await print(items, context);
    await saveResults(context, await rerunEntries(orchestrator, job, items));
    return interruption.exitCode ?? (items.every(({ status }) => status === 'success') ? 0 : 1);
  } finally {
    interruption?.dispose();
    await connected.close();
  }
}

function variableOf(word: string): readonly [string, string] {
  const equals = word.indexOf('=');
  if (equals < 1) throw cliError(`Variables must be specified using 'name=value' format, not '${word}'`);
  return [word.slice(0, equals), word.slice(equals + 1)];
}

async function lookupForPlans(key: string, variables: JsonObject, context: Context): Promise<number> {
  const answer = await evaluate(key, context, {
    purpose: 'plan',
    variable: (name) => variableIn(variables, name),
  });
  const { terminal, format, paint } = context;
  if (!answer.ok) {
    const { message: msg } = answer;
    const error = JSON.stringify({ kind: 'bolt/pal-error', msg, details: {} });
    await terminal.out(format === 'json' ? `${error}\n` : `${paint('red', msg)}\n`);
    return 1;
  }
  await terminal.out(`${format === 'json' ? richJson(toRichData(answer.value)) : stringOf(answer.value)}\n`);
  return 0;
}

function variableIn(variables: JsonObject, name: string): PuppetValue | undefined {
  return Object.hasOwn(variables, name) ? valueOfJson(variables[name] ?? null) : undefined;
}

/** What the nodes of the job said of themselves. */
async function factsOf(orchestrator: Orchestrator, job: string): Promise<ReadonlyMap<string, NodeResult>> {
  const results = new Map<string, NodeResult>();
  const ending = new AbortController();
  for await (const event of orchestrator.events(job, 1, ending.signal)) {
    if ('result' in event) results.set(event.node, event.result);
  }
  return results;
}

interface Wanted {
  readonly key: string;
  readonly variables: JsonObject;
  readonly context: Context;
}

async function itemFor(target: Target, told: NodeResult | undefined, wanted: Wanted): Promise<ItemResult> {
  const { key, variables, context } = wanted;
  const item = { target: target.name, action: 'lookup' };
  if (told === undefined || told.status !== 'success') {
    return { ...item, object: null, status: 'failure', value: told?.value ?? {} };
  }
  const own = told.value['values'];
  const facts: JsonObject = { ...(isJsonObject(own) ? own : {}), ...target.facts };
  const trusted: JsonObject = { authenticated: 'local', certname: target.name, extensions: {}, hostname: target.name };
  const known: JsonObject = { ...target.vars, ...variables, ...facts, facts, trusted };
  const variable = (name: string) => variableIn(known, name);
  const answer = await evaluate(key, context, { purpose: 'catalog', variable });
  if (answer.ok) {
    const value: Json = parseExact(richJson(toRichData(dataOf(answer.value))));
    return { ...item, object: key, status: 'success', value: { value } };
  }
  const error = { kind: 'puppetlabs.tasks/exception-error', issue_code: 'EXCEPTION', msg: answer.message, details: {} };
  return { ...item, action: 'action', object: null, status: 'failure', value: { _error: error } };
}

async function evaluate(
  key: string,
  { project, terminal }: Context,
  data: Pick<HieraSource, 'purpose' | 'variable'>,
): Promise<SourceAnswer> {
  const source = `lookup(${sourceOf(key)})`;
  const { host, prepare } = createProjectEvaluation(project, {
    files: diskFiles,
    now: systemClock.now,
    log: (level, message) => {
      if (level !== 'debug' && level !== 'info') terminal.err(`${level}: ${message}\n`);
    },
    data,
  });
  await prepare(source);
  const limits = { signal: AbortSignal.timeout(longest), mostSteps, turn: () => setImmediate() };
  return evaluateSource(source, host, { ...limits, guard: boundedRun(longest) });
}

async function print(items: readonly ItemResult[], { terminal, format, paint }: Context): Promise<void> {
  if (format === 'json') {
    const documents = items.map(({ target, action, object, status, value }) => ({
      target,
      action,
      object,
      status,
      value,
    }));
    await terminal.out(`${JSON.stringify(documents)}\n`);
    return;
  }
  const texts = items.map((item) => resultText(item, paint));
  await terminal.out(texts.join('') + summaryText(items, undefined, paint));
}

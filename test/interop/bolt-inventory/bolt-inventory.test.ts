/** Inventories against what Bolt 4.0.1 made of them; `record.rb` asks it again. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  isJsonObject,
  type Json,
  type JsonObject,
  nameOfUri,
  OrchestratorError,
  parseExact,
} from '../../../orchestrator-core/common/index.ts';
import {
  type GivenUris,
  type Inventory,
  isTransportName,
  openLiveInventory,
  openPlanInventory,
  type RunInventory,
  resolveInventory,
  transportDefaults,
} from '../../../orchestrator-core/inventory/index.ts';
import type { PlanTarget } from '../../../orchestrator-core/plans/index.ts';
import { accepted } from './accepted.ts';
import { fakePlugins } from './fake-plugins.ts';

interface Case {
  readonly text: string;
  /** Each is asked for of the inventory as it is read. */
  readonly words?: readonly string[];
  /** What a plan does, one after the other. */
  readonly steps?: readonly (readonly [step: string, words: Json, ...more: readonly Json[]])[];
  readonly bolt: JsonObject;
}

const cases = readFileSync(join(import.meta.dirname, 'cases.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => parseExact(line) as unknown as Case);
const signal = new AbortController().signal;

async function batonSays({ text, words = [], steps }: Case): Promise<Json> {
  return tried(async () => {
    const source = { text, path: '/project/inventory.yaml', ruby: '/opt/ruby', home: '/home/me' };
    const inventory = await resolveInventory(source, fakePlugins(), signal);
    if (steps !== undefined) return { steps: await played(openPlanInventory(inventory), steps) };
    const groups = inventory.groups().map(({ name, targets }): [string, Json] => [name, targets]);
    const targets: [string, Json][] = [];
    for (const { name } of inventory.targets()) targets.push([name, await tried(() => shownAlone(inventory, name))]);
    return filled({
      groups: Object.fromEntries(groups),
      words: await Promise.all(words.map((word) => tried(() => wordNames(inventory, word)))),
      targets: Object.fromEntries(targets),
      warnings: inventory.warnings.map(({ id, message }) => `${id}: ${message}`),
    });
  });
}

/** What was answered, or the failure. Places of ours are left out, as Bolt tells none. */
async function tried(act: () => Json | Promise<Json>): Promise<Json> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    return { error: error.message.replace(/ \(line \d+, column \d+\)/g, ''), kind: error.kind };
  }
}

/** The names that a word means. */
function wordNames(inventory: Inventory, word: string): Promise<readonly string[]> {
  const uris: GivenUris = new Map();
  return resolved(inventory, inventory.names([word], { uris }), uris);
}

/** As plugins give it; @throws OrchestratorError the fault of the first that has one. */
async function resolved(
  inventory: Inventory,
  names: readonly string[],
  uris: GivenUris = new Map(),
): Promise<readonly string[]> {
  const fault = (await inventory.resolve(names, { uris })).find((target) => target.fault !== undefined)?.fault;
  if (fault !== undefined) throw new OrchestratorError(fault.kind, fault.msg);
  return names;
}

async function shownAlone(inventory: Inventory, name: string): Promise<Json> {
  await resolved(inventory, [name]);
  const run = openLiveInventory(inventory, { signal, hide: () => {} });
  await run.select([name]);
  return shown(run.target(name));
}

const usualHook = JSON.stringify({ plugin: 'puppet_agent', stop_service: true });

function shown(target: PlanTarget): Json {
  const { name, uri, alias, transport, vars, features, facts, groups, config, safeName, host, port, user } = target;
  const usual: JsonObject = isTransportName(transport) ? transportDefaults(transport) : {};
  const hooks = Object.entries(target.pluginHooks).filter(([, hook]) => JSON.stringify(hook) !== usualHook);
  const options = Object.entries(target.transportConfig).filter(([key, value]) => usual[key] !== value);
  return filled({
    ...{ name, uri: uri ?? null, alias, transport, vars, features, facts, groups, safe: safeName },
    ...{ host: host ?? null, port: port ?? null, user: user ?? null, password: target.password ?? null },
    plugin_hooks: Object.fromEntries(hooks),
    merged: config,
    options: Object.fromEntries(options),
  });
}

function filled(value: JsonObject): JsonObject {
  const isEmpty = (each: Json): boolean =>
    each === null || (typeof each === 'object' && Object.keys(each).length === 0);
  return Object.fromEntries(Object.entries(value).filter(([, each]) => !isEmpty(each)));
}

async function played(run: RunInventory, steps: NonNullable<Case['steps']>): Promise<readonly Json[]> {
  const answers: Json[] = [];
  for (const [step, words, ...more] of steps) answers.push(await tried(() => play(run, step, words, more)));
  return answers;
}

function play(run: RunInventory, step: string, words: Json, [first = null, second = null]: readonly Json[]): Json {
  if (step === 'new') return run.create(isJsonObject(words) ? words : {});
  const names = run.select([String(words)]);
  const [name = ''] = names;
  const path = Array.isArray(first) ? first.map(String) : [String(first)];
  const hash = isJsonObject(first) ? first : {};
  if (step === 'get') return names;
  if (step === 'show') return shown(run.target(name));
  if (step === 'add') run.addToGroup(names, String(first));
  else if (step === 'remove') run.removeFromGroup(name, String(first));
  else if (step === 'var') run.setVar(name, String(first), second);
  else if (step === 'facts') run.addFacts(name, hash);
  else if (step === 'feature') run.setFeature(name, String(first), second === true);
  else run.setConfig(name, path, second);
  return null;
}

/** What is no name, although it may look like one. */
const isValue: ReadonlySet<string> = new Set([
  'uri',
  'error',
  'warnings',
  'merged',
  'options',
  'vars',
  'facts',
  'password',
]);

/** What Bolt says, in our names: they have no passwords. */
function inOurNames(said: Json): Json {
  if (typeof said === 'string') return nameOfUri(said);
  if (Array.isArray(said)) return said.map(inOurNames);
  if (!isJsonObject(said)) return said;
  const entries = Object.entries(said).map(([key, value]): [string, Json] =>
    isValue.has(key) ? [key, value] : [nameOfUri(key), inOurNames(value)],
  );
  return Object.fromEntries(entries);
}

describe('inventories are to Baton what they are to Bolt', () => {
  for (const each of cases) {
    const called = each.text.length > 100 ? `${each.text.slice(0, 100)}…` : each.text;
    it(JSON.stringify(called), async () => {
      const ours = parseExact(JSON.stringify(await batonSays(each)));
      const bolts = inOurNames(each.bolt);
      if (accepted[each.text] === undefined) assert.deepEqual(ours, bolts);
      else assert.notDeepEqual(ours, bolts, 'accepted, but no deviation any more: take it from the list');
    });
  }
});

import { isJsonObject, type Json, type JsonObject, OrchestratorError } from '../common/index.ts';
import type { Batch } from '../inventory/index.ts';
import type {
  ConsoleRequest,
  Grouping,
  NodeListRequest,
  Orchestrator,
  PlanRequest,
  QueryRequest,
  RerunRequest,
  ResumeRequest,
  RunRequest,
} from '../orchestrator.ts';
import type { GivenParameters } from '../tasks/index.ts';
import type { Method, StreamItem } from './protocol.ts';

/** A field of what a peer sent, with the sentence that says what it should have been. */
type Check<T> = (value: unknown, where: string) => T;

function refuse(where: string, expected: string): never {
  throw new OrchestratorError('baton/invalid-request', `${where}: expected ${expected}.`);
}

const text: Check<string> = (value, where) => (typeof value === 'string' ? value : refuse(where, 'a string'));
const object: Check<JsonObject> = (value, where) => (isJsonObject(value) ? value : refuse(where, 'an object'));
const flag: Check<boolean> = (value, where) => (typeof value === 'boolean' ? value : refuse(where, 'true or false'));
const count: Check<number> = (value, where) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
    ? value
    : refuse(where, 'an integer from 1 on');

const texts: Check<readonly string[]> = (value, where) =>
  Array.isArray(value)
    ? value.map((item, index) => text(item, `${where}[${index}]`))
    : refuse(where, 'an array of strings');

const textMap: Check<Readonly<Record<string, string>>> = (value, where) =>
  Object.fromEntries(Object.entries(object(value, where)).map(([key, item]) => [key, text(item, `${where}.${key}`)]));

/** The named field where it is there, under its own name, so that it can be spread into the result. */
function optional<K extends string, T>(from: JsonObject, key: K, check: Check<T>): { readonly [P in K]?: T } {
  const value = from[key];
  return value === undefined ? {} : ({ [key]: check(value, key) } as { [P in K]?: T });
}

const batch: Check<Batch> = (value, where) => {
  const from = object(value, where);
  const { unit, pause } = from;
  if (unit !== 'nodes' && unit !== 'percent') return refuse(`${where}.unit`, '"nodes" or "percent"');
  return { value: count(from['value'], `${where}.value`), unit, pause: natural(pause, `${where}.pause`) };
};

/** @throws OrchestratorError `baton/invalid-request` that names the field. */
export function parseRunRequest(value: unknown): RunRequest {
  const from = object(value, 'the run request');
  const common = {
    targets: texts(from['targets'], 'targets'),
    ...optional(from, 'description', text),
    ...optional(from, 'concurrency', count),
    ...optional(from, 'timeout', count),
    ...optional(from, 'batch', batch),
    ...optional(from, 'runAs', text),
  };
  if (from['kind'] === 'command') {
    return {
      kind: 'command',
      ...common,
      command: text(from['command'], 'command'),
      ...optional(from, 'environment', textMap),
    };
  }
  const { kind } = from;
  if (kind === 'script') {
    return {
      kind,
      ...common,
      script: text(from['script'], 'script'),
      arguments: texts(from['arguments'], 'arguments'),
      ...optional(from, 'environment', textMap),
    };
  }
  if (kind === 'upload' || kind === 'download') {
    const [source, destination] = [text(from['source'], 'source'), text(from['destination'], 'destination')];
    return { kind, ...common, source, destination };
  }
  if (kind === 'apply') return { kind, ...common, code: text(from['code'], 'code'), ...optional(from, 'noop', flag) };
  if (kind === 'facts') return { kind, ...common };
  if (kind !== 'task') return refuse('kind', '"task", "command", "script", "upload", "download", "apply" or "facts"');
  return {
    kind: 'task',
    ...common,
    task: text(from['task'], 'task'),
    parameters: parameters(from['parameters'], 'parameters'),
    ...optional(from, 'noop', flag),
  };
}

const parameters: Check<GivenParameters> = (value, where) => {
  const from = object(value, where);
  if (from['kind'] === 'literal') return { kind: 'literal', values: object(from['values'], `${where}.values`) };
  if (from['kind'] === 'text') return { kind: 'text', values: textMap(from['values'], `${where}.values`) };
  return refuse(`${where}.kind`, '"literal" or "text"');
};

function parseRerun(value: unknown): RerunRequest {
  const from = object(value, 'the rerun request');
  const which = from['which'];
  if (which !== 'all' && which !== 'failure' && which !== 'success') {
    return refuse('which', '"all", "failure" or "success"');
  }
  return { job: text(from['job'], 'job'), which, ...optional(from, 'sensitive', parameters) };
}

function parsePlanRequest(value: unknown): PlanRequest {
  const from = object(value, 'the plan request');
  return {
    plan: text(from['plan'], 'plan'),
    parameters: parameters(from['parameters'], 'parameters'),
    ...optional(from, 'targets', texts),
    ...optional(from, 'noop', flag),
    ...optional(from, 'description', text),
    ...optional(from, 'concurrency', count),
    ...optional(from, 'runAs', text),
    ...optional(from, 'unattended', flag),
  };
}

function parseResume(value: unknown): ResumeRequest {
  const from = object(value, 'the resume request');
  return {
    job: text(from['job'], 'job'),
    ...optional(from, 'from', text),
    ...optional(from, 'force', flag),
    ...optional(from, 'sensitive', parameters),
    ...optional(from, 'unattended', flag),
  };
}

function parseConsole(value: unknown): ConsoleRequest {
  const from = object(value, 'the console request');
  return {
    ...optional(from, 'description', text),
    ...optional(from, 'concurrency', count),
    ...optional(from, 'unattended', flag),
  };
}

const natural: Check<number> = (value, where) =>
  value === 0 ? 0 : typeof value === 'number' ? count(value, where) : refuse(where, 'an integer from 0 on');

const grouping: Check<Grouping> = (value, where) => {
  const { kind, fact } = object(value, where);
  if (kind === 'fact') return { kind, fact: text(fact, `${where}.fact`) };
  if (kind === 'group' || kind === 'state' || kind === 'transport' || kind === 'report') return { kind };
  return refuse(`${where}.kind`, '"group", "state", "transport", "report" or "fact"');
};

function parseNodeList(value: unknown): NodeListRequest {
  const from = object(value, 'the request for nodes');
  const { by } = from;
  if (!Array.isArray(by)) return refuse('by', 'an array');
  return {
    by: by.map((item, index) => grouping(item, `by[${index}]`)),
    under: texts(from['under'], 'under'),
    offset: natural(from['offset'], 'offset'),
    limit: count(from['limit'], 'limit'),
    ...optional(from, 'selection', texts),
    ...optional(from, 'filter', text),
    ...optional(from, 'nested', flag),
    ...optional(from, 'unless', text),
  };
}

const order: Check<NonNullable<QueryRequest['orderBy']>> = (value, where) =>
  Array.isArray(value)
    ? value.map((item, index) => {
        const { field, order } = object(item, `${where}[${index}]`);
        const known = order === 'asc' || order === 'desc' ? order : undefined;
        if (order !== undefined && known === undefined) return refuse(`${where}[${index}].order`, '"asc" or "desc"');
        return { field: text(field, `${where}[${index}].field`), ...(known === undefined ? {} : { order: known }) };
      })
    : refuse(where, 'an array');

function parseQuery(value: unknown): QueryRequest {
  const from = object(value, 'the query');
  const { query } = from;
  return {
    query: Array.isArray(query) ? (query as readonly Json[]) : text(query, 'query'),
    ...optional(from, 'limit', natural),
    ...optional(from, 'offset', natural),
    ...optional(from, 'orderBy', order),
    ...optional(from, 'timeout', natural),
    ...optional(from, 'includeTotal', flag),
    ...optional(from, 'instance', text),
  };
}

function parseWhen(value: unknown): 'now' | 'after-step' {
  const when = value ?? 'now';
  return when === 'now' || when === 'after-step' ? when : refuse('when', '"now" or "after-step"');
}

type Call = (orchestrator: Orchestrator, args: readonly unknown[]) => Promise<unknown>;

/** Checks the arguments of a call and makes it; one for each method of the interface. */
const calls: Readonly<Record<Method, Call>> = {
  status: (orchestrator) => orchestrator.status(),
  nodes: (orchestrator) => orchestrator.nodes(),
  node: (orchestrator, [name]) => orchestrator.node(text(name, 'name')),
  nodeList: (orchestrator, [request]) => orchestrator.nodeList(parseNodeList(request)),
  factHistory: (orchestrator, [node]) => orchestrator.factHistory(text(node, 'node')),
  groups: (orchestrator) => orchestrator.groups(),
  refresh: (orchestrator) => orchestrator.refresh(),
  select: (orchestrator, [selection, sample]) =>
    orchestrator.select(texts(selection, 'selection'), natural(sample, 'sample')),
  savedSelections: (orchestrator) => orchestrator.savedSelections(),
  saveSelection: (orchestrator, [name, words]) => orchestrator.saveSelection(text(name, 'name'), texts(words, 'words')),
  targets: (orchestrator, [selection]) => orchestrator.targets(texts(selection, 'selection')),
  tasks: (orchestrator) => orchestrator.tasks(),
  task: (orchestrator, [name]) => orchestrator.task(text(name, 'name')),
  parameterForms: (orchestrator, [task]) => orchestrator.parameterForms(text(task, 'task')),
  checkParameter: (orchestrator, [task, parameter, value]) =>
    orchestrator.checkParameter(text(task, 'task'), text(parameter, 'parameter'), text(value, 'text')),
  run: (orchestrator, [request]) => orchestrator.run(parseRunRequest(request)),
  rerun: (orchestrator, [request]) => orchestrator.rerun(parseRerun(request)),
  stop: (orchestrator, [job, when]) => orchestrator.stop(text(job, 'job'), parseWhen(when)),
  plans: (orchestrator) => orchestrator.plans(),
  plan: (orchestrator, [name]) => orchestrator.plan(text(name, 'name')),
  planForms: (orchestrator, [plan]) => orchestrator.planForms(text(plan, 'plan')),
  checkPlanParameter: (orchestrator, [plan, parameter, value]) =>
    orchestrator.checkPlanParameter(text(plan, 'plan'), text(parameter, 'parameter'), text(value, 'text')),
  runPlan: (orchestrator, [request]) => orchestrator.runPlan(parsePlanRequest(request)),
  resumePlan: (orchestrator, [request]) => orchestrator.resumePlan(parseResume(request)),
  previewPlan: (orchestrator, [request, source]) =>
    orchestrator.previewPlan(
      parsePlanRequest(request),
      source === undefined || source === null ? undefined : text(source, 'source'),
    ),
  answer: (orchestrator, [job, prompt, answer]) =>
    orchestrator.answer(text(job, 'job'), text(prompt, 'prompt'), text(answer, 'answer')),
  reply: (orchestrator, [question, answer]) =>
    orchestrator.reply(
      text(question, 'question'),
      answer === undefined || answer === null ? undefined : text(answer, 'answer'),
    ),
  openConsole: (orchestrator, [request]) => orchestrator.openConsole(parseConsole(request)),
  evaluate: (orchestrator, [job, source]) => orchestrator.evaluate(text(job, 'job'), text(source, 'source')),
  interrupt: (orchestrator, [job]) => orchestrator.interrupt(text(job, 'job')),
  closeConsole: (orchestrator, [job]) => orchestrator.closeConsole(text(job, 'job')),
  jobs: (orchestrator, [options]) => {
    const from = object(options, 'options');
    return orchestrator.jobs({ limit: count(from['limit'], 'limit'), ...optional(from, 'before', text) });
  },
  job: (orchestrator, [id]) => orchestrator.job(text(id, 'id')),
};

/** The names of the methods that answer once. */
export const methods: readonly Method[] = Object.keys(calls) as Method[];

/** Checks the arguments of a call and makes it. @throws OrchestratorError `baton/invalid-request`. */
export async function callMethod(orchestrator: Orchestrator, method: Method, params: unknown): Promise<unknown> {
  // A response must have a result, be it null.
  return (await calls[method](orchestrator, argumentsOf(params))) ?? null;
}

function argumentsOf(params: unknown): readonly unknown[] {
  const args = isJsonObject(params) ? params['args'] : undefined;
  return Array.isArray(args) ? args : refuse('args', 'an array');
}

/** What a peer asked to be streamed; `start` is called once, with the signal that ends it. */
export interface Opening {
  readonly stream: number;
  readonly credit: number;
  readonly start: (signal: AbortSignal) => AsyncIterable<StreamItem>;
}

/** @throws OrchestratorError `baton/invalid-request`. */
export function parseOpen(orchestrator: Orchestrator, params: unknown): Opening {
  const { stream, credit } = parseStream(params);
  const from = object(params, 'params');
  const args = argumentsOf(params);
  if (from['method'] === 'notices') return { stream, credit, start: (signal) => orchestrator.notices(signal) };
  if (from['method'] === 'ping') {
    const [selection, timeout] = [texts(args[0], 'selection'), count(args[1], 'timeout')];
    return { stream, credit, start: (signal) => orchestrator.ping(selection, timeout, signal) };
  }
  if (from['method'] === 'query') {
    const request = parseQuery(args[0]);
    return { stream, credit, start: (signal) => orchestrator.query(request, signal) };
  }
  if (from['method'] !== 'events') return refuse('method', '"events", "notices", "ping" or "query"');
  const job = text(args[0], 'job');
  const number = count(args[1], 'start');
  return { stream, credit, start: (signal) => orchestrator.events(job, number, signal) };
}

/** The parts that every message about a stream may have; `credit` is 0 where it is absent. */
export function parseStream(params: unknown): { readonly stream: number; readonly credit: number } {
  const from = object(params, 'params');
  return {
    stream: count(from['stream'], 'stream'),
    credit: from['credit'] === undefined ? 0 : count(from['credit'], 'credit'),
  };
}

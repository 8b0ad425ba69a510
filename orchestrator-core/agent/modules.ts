import { type Decoded, decode, type JsonObject, object, type Schema, text } from '../common/index.ts';
import type { Action, AnswerAction, Modules } from './action.ts';
import { commandRunAction } from './command-run.ts';
import type { ContentCache } from './content-cache.ts';
import type { Spool } from './spool.ts';
import { statusQueryAction } from './status-query.ts';
import { taskRunAction } from './task-run.ts';

const echoSchema: Schema<{ readonly argument: string }> = object<{ readonly argument: string }>(
  { argument: text },
  'allowed',
);

const echo: AnswerAction = {
  kind: 'answer',
  answer: async (params) => {
    const decoded = decode(echoSchema, params, 'params');
    return decoded.ok ? { ok: true, value: { outcome: decoded.value.argument } } : decoded;
  },
};

/** PCP v2 carries no debug chunks, so there are never hops to tell of. */
const ping: AnswerAction = {
  kind: 'answer',
  answer: async (params): Promise<Decoded<JsonObject>> => {
    const stamp = params['sender_timestamp'];
    if (stamp !== undefined && typeof stamp !== 'string') {
      return { ok: false, error: 'params.sender_timestamp: expected a string' };
    }
    return { ok: true, value: { request_hops: [] } };
  },
};

/** What the modules work with. */
export interface ModuleOptions {
  readonly cache: ContentCache;
  readonly spool: Spool;
  readonly features: readonly string[];
  isActive(transaction: string): boolean;
}

/** The modules of this agent: `task`, `command`, `ping`, `echo`, `status`. */
export function createModules(options: ModuleOptions): Modules {
  const one = (name: string, action: Action): ReadonlyMap<string, Action> => new Map([[name, action]]);
  return new Map([
    ['task', one('run', taskRunAction(options.cache, options.features))],
    ['command', one('run', commandRunAction)],
    ['ping', one('ping', ping)],
    ['echo', one('echo', echo)],
    ['status', one('query', statusQueryAction(options.spool, options.isActive))],
  ]);
}

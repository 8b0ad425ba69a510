import type { CancelSignal, Json } from '../../common/index.ts';
import { type Evaluation, type NativeCall, type PuppetValue, textOf, valueOfJson } from '../../language/index.ts';
import { contextOf } from '../run/plan-context.ts';
import { performStep } from '../run/step.ts';
import type { PlanPuppetDb } from '../run/world.ts';
import { jsonObjectOf, jsonOf } from '../values/json-value.ts';
import type { PlanFunctionTable } from './plan-table.ts';

/** Functions that ask PuppetDB, and send it commands. */
export const puppetdbFunctions: PlanFunctionTable = {
  puppetdb_query: (call) => {
    const [query = '', instance] = call.arguments;
    const text = typeof query === 'string' ? query : JSON.stringify(jsonOf(query));
    return asked(call, 'puppetdb_query', text, (puppetdb, signal) => puppetdb.query(text, named(instance), signal));
  },
  puppetdb_fact: (call) => {
    const [certnames = null, instance] = call.arguments;
    const names = Array.isArray(certnames) ? (certnames as readonly PuppetValue[]).map(textOf) : [];
    return asked(call, 'puppetdb_fact', names.join(', '), (puppetdb, signal) =>
      puppetdb.facts(names, named(instance), signal),
    );
  },
  puppetdb_command: (call) => {
    const [command = '', version = 0, payload = null, instance] = call.arguments;
    const name = textOf(command);
    const send = (puppetdb: PlanPuppetDb) =>
      puppetdb.command(name, Number(version), jsonObjectOf(payload), named(instance));
    return asked(call, 'puppetdb_command', name, send, true);
  },
};

function named(instance: PuppetValue | undefined): string | undefined {
  return instance === undefined || instance === null ? undefined : textOf(instance);
}

function* asked(
  call: NativeCall,
  name: string,
  object: string,
  ask: (puppetdb: PlanPuppetDb, signal: CancelSignal) => Promise<Json>,
  changes = false,
): Evaluation {
  const { run, signal } = contextOf(call.frame);
  const { noop, world } = run;
  const what = { function: name, object, arguments: [...call.arguments] };
  const answer = yield* performStep<Json>(call, what, async () => {
    if (noop && changes) return { value: '', skipped: 'the plan runs in noop' };
    return { value: await ask(world.puppetdb, signal) };
  });
  return valueOfJson(answer);
}

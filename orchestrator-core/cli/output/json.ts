import type { ErrorValue } from '../../common/index.ts';
import type { Terminal } from '../terminal.ts';
import type { RunReporter } from './reporter.ts';

/** Writes Bolt's JSON document piece by piece: each item as soon as it is there. */
export function jsonReporter(terminal: Terminal): RunReporter {
  let state: 'unopened' | 'items' | 'closed' = 'unopened';
  let first = true;
  return {
    begin: async () => {
      state = 'items';
      await terminal.out('{ "items": [\n');
    },
    started: async () => {},
    output: async () => {},
    result: async ({ target, action, object, status, value }) => {
      const separator = first ? '' : ',\n';
      first = false;
      await terminal.out(`${separator}${JSON.stringify({ target, action, object, status, value })}\n`);
    },
    summary: async (items, seconds) => {
      state = 'closed';
      await terminal.out(`],\n"target_count": ${items.length}, "elapsed_time": ${Math.floor(seconds)} }\n`);
    },
    fail: async (error) => {
      const opening = state === 'items' ? '],\n"_error": \n' : '';
      await terminal.out(`${opening}${errorJson(error)}\n${state === 'items' ? '}\n' : ''}`);
      state = 'closed';
    },
  };
}

/** An error as Bolt writes it: `{"kind":…,"msg":…,"details":{…}}`. */
export function errorJson({ kind, msg, details, issueCode }: ErrorValue & { readonly issueCode?: string }): string {
  return JSON.stringify({ kind, msg, details, issue_code: issueCode });
}

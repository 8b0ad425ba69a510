import type { Json, JsonObject } from '../../common/index.ts';
import { createInventoryPlugins } from '../../inventory-plugins.ts';
import { findRuby } from '../../node/index.ts';
import type { SecretHook } from '../../plugins/index.ts';
import type { Invocation } from '../choose-command.ts';
import type { Context } from '../context.ts';

/**
 * `baton secret createkeys`, `encrypt` and `decrypt`, by the plugin that `--plugin` names. As in Bolt there is no JSON: with
 * `--format json` the answer goes to standard error.
 */
export async function secret({ rule, object = '' }: Invocation, context: Context): Promise<number> {
  const { options, terminal, project, overrides, log, format } = context;
  const value = object === '-' ? (await terminal.readInput()).replace(/\r?\n$/, '') : object;
  const ruby = await findRuby(process.env['PATH']);
  const plugins = createInventoryPlugins(project, {
    log,
    ...(overrides.ask === undefined ? {} : { ask: overrides.ask }),
    ...(ruby === undefined ? {} : { ruby }),
  });
  const { hook, given } = requestOf(rule.action, value, options.flag('force') === true);
  const answer = await plugins.secret(options.text('plugin') ?? 'pkcs7', hook, given, new AbortController().signal);
  const text = `${textOf(answer)}\n`;
  if (format === 'json') terminal.err(text);
  else await terminal.out(text);
  return 0;
}

function requestOf(action: string, value: string, force: boolean): { hook: SecretHook; given: JsonObject } {
  if (action === 'encrypt') return { hook: 'secret_encrypt', given: { plaintext_value: value } };
  if (action === 'decrypt') return { hook: 'secret_decrypt', given: { encrypted_value: value } };
  return { hook: 'secret_createkeys', given: { force } };
}

function textOf(answer: Json): string {
  return typeof answer === 'object' && answer !== null ? JSON.stringify(answer, null, 2) : String(answer ?? '');
}

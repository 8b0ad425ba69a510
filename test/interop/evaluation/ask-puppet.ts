import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findRuby } from '../puppet-parser/ask-puppet.ts';

/** What Puppet says of a source. */
export type Answer =
  | { readonly ok: true; readonly value: unknown; readonly str: string; readonly type: string }
  | { readonly ok: false; readonly error: string };

/** Has the installed Puppet evaluate each source. */
export async function askPuppet(sources: readonly string[]): Promise<readonly Answer[]> {
  const ruby = spawn(await findRuby(), [join(import.meta.dirname, 'evaluate.rb')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(ruby, 'close');
  ruby.stdin.end(sources.map((source) => `${JSON.stringify(source)}\n`).join(''));
  const answers: Answer[] = [];
  // Ruby shows some objects as itself does inside of collections.
  for await (const line of createInterface({ input: ruby.stdout })) {
    answers.push(JSON.parse(line.replace(/#<(Sensitive \[value redacted\])>/g, '$1')) as Answer);
  }
  await ended;
  return answers;
}

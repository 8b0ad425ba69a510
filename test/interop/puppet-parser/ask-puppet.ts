import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** A source to be judged, and how it is read. */
export interface Source {
  /** What the source is called where it is reported. */
  readonly name: string;
  readonly source: string;
  /** Whether `plan` and `apply` are keywords and nothing outside of `apply` makes a catalog. */
  readonly tasks: boolean;
  readonly epp: boolean;
}

/** What Puppet says of one source. */
export interface Verdict {
  /** Whether its parser accepts it, its validator aside. */
  readonly parses: boolean;
  /** In the order in which Puppet names them; empty where it accepts the source. */
  readonly errors: readonly { readonly message: string; readonly line: number | null }[];
  /** How Puppet itself failed, where it gave no verdict. */
  readonly crash?: string;
  /** How long its parser took, where it accepts the source. */
  readonly milliseconds?: number;
}

/** The answers of an installed Puppet. */
export interface Answers {
  readonly version: string;
  /** One for each source, in their order. */
  readonly verdicts: readonly Verdict[];
}

/** Where Ruby is that can load Puppet: Debian's, or the one of Puppet's own packages. */
const rubies = ['ruby', '/opt/puppetlabs/puppet/bin/ruby'];

/** Finds a Ruby that can load Puppet. */
export async function findRuby(): Promise<string> {
  for (const ruby of rubies) {
    try {
      await promisify(execFile)(ruby, ['-e', 'require "puppet"']);
      return ruby;
    } catch {
      // Not here, or without Puppet.
    }
  }
  throw new Error('No Ruby here can load Puppet. Install it with: apt-get install puppet-agent');
}

/**
 * Has the installed Puppet judge sources, all in one process.
 *
 * @throws Error when no Puppet is installed, or when it ends before it has judged all.
 */
export async function askPuppet(sources: readonly Source[]): Promise<Answers> {
  const ruby = spawn(await findRuby(), [join(import.meta.dirname, 'verdicts.rb')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(ruby, 'close');
  // Where Ruby ends early, what it has not answered says so.
  ruby.stdin.on('error', () => undefined);
  const questions = sources.map(({ source, tasks, epp }) => `${JSON.stringify({ source, tasks, epp })}\n`);
  ruby.stdin.end(questions.join(''));
  let version: string | undefined;
  const verdicts: Verdict[] = [];
  for await (const line of createInterface({ input: ruby.stdout })) {
    if (version === undefined) version = (JSON.parse(line) as { version: string }).version;
    else verdicts.push(JSON.parse(line));
  }
  await ended;
  if (version === undefined || verdicts.length !== sources.length) {
    throw new Error(`Puppet ended after ${verdicts.length} of ${sources.length} sources`);
  }
  return { version, verdicts };
}

import { join } from 'node:path';
import { type FactSource, type Found, findFacts, isRoot } from './find-facts.ts';
import { readText } from './machine.ts';
import { sharedFacts } from './shared.ts';

/** What an agent knows of its machine. */
export interface Gathered extends Found {
  /** The classes of the last Puppet run, sorted. */
  readonly classes: readonly string[];
}

/**
 * Finds the facts and classes of this machine; with Facter, another agent of the process that started this one
 * may have done so for all. Ended by `signal`; never rejects for what cannot be found.
 */
export async function gatherFacts(
  certname: string,
  source: Exclude<FactSource, 'off'>,
  signal: AbortSignal,
): Promise<Gathered> {
  const find = (): Promise<Found> => findFacts(source, signal);
  const [classes, found] = await Promise.all([
    readClasses(isRoot()),
    source === 'facter' ? sharedFacts(find, signal) : find(),
  ]);
  return { facts: { ...found.facts, clientcert: certname }, classes, warnings: found.warnings };
}

/** Where Puppet writes the classes of its last run, `classes.txt` in its `statedir`: packages', then Debian's, then a user's. */
function classFiles(isRoot: boolean): readonly string[] {
  if (process.platform === 'win32') {
    return [join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'PuppetLabs/puppet/cache/state/classes.txt')];
  }
  const { HOME: home = '/' } = process.env;
  const own = [
    join(home, '.puppetlabs/opt/puppet/cache/state/classes.txt'),
    join(home, '.puppet/cache/state/classes.txt'),
  ];
  const system = [
    '/opt/puppetlabs/puppet/cache/state/classes.txt',
    '/var/cache/puppet/state/classes.txt',
    '/var/lib/puppet/state/classes.txt',
  ];
  return isRoot ? system : [...own, ...system];
}

async function readClasses(isRoot: boolean): Promise<readonly string[]> {
  for (const path of classFiles(isRoot)) {
    const text = await readText(path);
    if (text !== undefined) return parseClasses(text);
  }
  return [];
}

/** The classes in `classes.txt`, one a line, without `settings`, which Puppet itself puts there. */
export function parseClasses(text: string): readonly string[] {
  const names = text.split('\n').map((line) => line.trim());
  return [...new Set(names.filter((name) => name !== '' && name !== 'settings'))].sort();
}

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where a program stands in the directories of `searchPath` (the form of `PATH`); undefined when it is nowhere. */
async function findProgram(name: string, searchPath: string | undefined): Promise<string | undefined> {
  for (const directory of (searchPath ?? '').split(delimiter)) {
    const path = join(directory, name);
    if (directory !== '' && (await isExecutable(path))) return path;
  }
  return undefined;
}

/**
 * The Ruby that runs `.rb` tasks on this machine, in the place of the one that Bolt brings along: Puppet's own where it
 * is installed (its libraries are what such tasks expect), else the one of `searchPath`.
 */
export async function findRuby(searchPath: string | undefined): Promise<string | undefined> {
  for (const path of ['/opt/puppetlabs/puppet/bin/ruby', '/opt/puppetlabs/bolt/bin/ruby']) {
    if (await isExecutable(path)) return path;
  }
  return findProgram('ruby', searchPath);
}

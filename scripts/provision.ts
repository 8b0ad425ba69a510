/**
 * Sees that this machine has what the editor and the tests need. As root it installs Debian's packages; otherwise it
 * says which command would, and fails. Nothing is skipped because a tool is missing, but for peers that not every Debian
 * has: the tests with them say loudly that they are not there.
 */
import { accessSync, constants } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type CommandEnd, run } from './command.ts';

interface Need {
  readonly package: string;
  /** Any of these present means the package is there: a command's name, or an absolute path. */
  readonly found: readonly string[];
  readonly why: string;
}

/** What building code-server's native modules takes. */
const editorNeeds: readonly Need[] = [
  { package: 'build-essential', found: ['g++'], why: 'compiles the native modules of VS Code' },
  { package: 'libkrb5-dev', found: ['/usr/include/gssapi.h'], why: 'VS Code links to Kerberos' },
  { package: 'python3', found: ['python3'], why: 'node-gyp and the Python tasks run it' },
];

const testNeeds: readonly Need[] = [
  ...editorNeeds,
  { package: 'chromium', found: ['chromium'], why: 'shows VS Code in the end-to-end tests' },
  {
    package: 'fonts-dejavu-core',
    found: ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'],
    why: 'lets Chromium draw letters',
  },
  { package: 'neovim', found: ['nvim'], why: 'drives the language server outside VS Code' },
  { package: 'openssh-server', found: ['/usr/sbin/sshd'], why: 'is the far end of ssh tests' },
  { package: 'openssh-client', found: ['ssh'], why: 'is the near end of ssh tests' },
  { package: 'openssl', found: ['openssl'], why: 'checks the certificates that we make' },
  { package: 'puppet-agent', found: ['puppet'], why: 'judges the manifests that our parser is measured with' },
  { package: 'procps', found: ['ps'], why: 'tells the tests which processes live' },
  { package: 'git', found: ['git'], why: 'tells the packaging test which files are the project' },
];

/** Puppet's own servers, which the tests start for themselves: their packages start nothing. */
const peerNeeds: readonly Need[] = [
  { package: 'puppetdb', found: ['/usr/share/puppetdb/puppetdb.jar'], why: 'is what our PuppetDB is compared with' },
  { package: 'postgresql', found: ['/usr/lib/postgresql'], why: 'is the database of PuppetDB' },
  { package: 'puppetserver', found: ['/usr/share/puppetserver/puppetserver.jar'], why: 'uses Baton as its PuppetDB' },
  {
    package: 'puppet-terminus-puppetdb',
    found: ['/usr/lib/ruby/vendor_ruby/puppet/indirector/facts/puppetdb.rb'],
    why: 'is how it does that',
  },
];

function exists(thing: string): boolean {
  const candidates = thing.startsWith('/')
    ? [thing]
    : (process.env['PATH'] ?? '').split(delimiter).map((directory) => join(directory, thing));
  return candidates.some((path) => {
    try {
      accessSync(path, thing.startsWith('/') ? constants.R_OK : constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function missing(needs: readonly Need[]): readonly Need[] {
  return needs.filter((need) => !need.found.some(exists));
}

/**
 * Installs what is missing, or says how.
 * @returns what was installed.
 * @throws Error with the command to run, when this user may not install or apt failed.
 */
export async function provision(purpose: 'editor' | 'tests'): Promise<readonly string[]> {
  const all = purpose === 'editor' ? editorNeeds : testNeeds;
  const needs = missing(all);
  const peers = purpose === 'editor' ? [] : missing(peerNeeds);
  const asRoot = process.getuid?.() === 0;
  if (needs.length === 0 && (peers.length === 0 || !asRoot)) return [];
  const packages = needs.map((need) => need.package);
  if (!asRoot) {
    const list = needs.map((need) => `  ${need.package}: ${need.why}`).join('\n');
    const command = `sudo apt-get install --yes --no-install-recommends ${packages.join(' ')}`;
    throw new Error(`Some Debian packages are missing:\n${list}\nInstall them with: ${command}`);
  }
  return await startingNothing(async () => {
    const update = await apt('update');
    if (needs.length > 0) {
      const { output } = await install(packages);
      const left = missing(all).map((need) => need.package);
      if (left.length > 0) throw new Error(`apt-get did not install ${left.join(' ')}:\n${update.output}\n${output}`);
    }
    return [...packages, ...(await installPeers(peers))];
  });
}

/** Installs what there is of it. */
async function installPeers(peers: readonly Need[]): Promise<readonly string[]> {
  if (peers.length === 0) return [];
  // The last one keeps PuppetDB's package from setting up a database.
  const names = [...peers.map((need) => need.package), 'dbconfig-no-thanks'];
  const { code, output } = await install(names);
  if (code === 0) return names;
  console.log(`NOTICE: NOT INSTALLED: ${names.join(' ')}: ${output.trim().split('\n').at(-1)}`);
  return [];
}

/** Seconds that packages may take to come; installing them is not cut off, for that would leave the machine half done. */
const downloadTime = 900;

async function install(packages: readonly string[]): Promise<CommandEnd> {
  const words = ['install', '--yes', '--no-install-recommends', ...packages];
  const fetched = await apt('--download-only', ...words);
  return fetched.code === 0 ? await apt('--no-download', ...words) : fetched;
}

/** Another apt, which machines run when they have just come up, is waited for; a mirror that is silent is not. */
async function apt(...words: readonly string[]): Promise<CommandEnd> {
  const options = [
    'DPkg::Lock::Timeout=300',
    'Acquire::Retries=1',
    'Acquire::http::Timeout=30',
    'Acquire::https::Timeout=30',
  ];
  const all = [...options.flatMap((option) => ['-o', option]), ...words];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (words.includes('--no-download')) return await run('apt-get', all, { env });
  const end = await run('timeout', [String(downloadTime), 'apt-get', ...all], { env });
  return end.code === 124 ? { ...end, output: `${end.output}\nnot done after ${downloadTime} s` } : end;
}

const policy = '/usr/sbin/policy-rc.d';
const startsNothing =
  '#!/bin/sh\n# While the tests of Baton install what they need. Afterwards it may be removed.\nexit 101\n';

/** No service that comes with a package is started: the tests start their own, and nobody asked for an open ssh port. */
async function startingNothing<T>(action: () => Promise<T>): Promise<T> {
  const before = await readFile(policy, 'utf8').catch(() => undefined);
  // Also what an earlier run left that was killed.
  const isOurs = before === undefined || before === startsNothing;
  if (isOurs) await writeFile(policy, startsNothing, { mode: 0o755 });
  try {
    return await action();
  } finally {
    if (isOurs) await rm(policy, { force: true });
  }
}

if (import.meta.main) {
  const purpose = process.argv[2] === 'editor' ? 'editor' : 'tests';
  try {
    const installed = await provision(purpose);
    console.log(installed.length === 0 ? 'everything is here' : `installed ${installed.join(' ')}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

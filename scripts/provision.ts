/**
 * Sees that this machine has what the editor and the tests need. As root it installs Debian's packages; otherwise it
 * says which command would, and fails. Nothing is skipped because a tool is missing, but for peers that not every Debian
 * has: the tests with them say loudly that they are not there.
 */
import { accessSync, constants } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { run } from './command.ts';

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
  const command = `apt-get install --yes --no-install-recommends ${packages.join(' ')}`;
  if (!asRoot) {
    const list = needs.map((need) => `  ${need.package}: ${need.why}`).join('\n');
    throw new Error(`Some Debian packages are missing:\n${list}\nInstall them with: sudo ${command}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update'], { env });
  if (needs.length > 0) {
    const install = await run('apt-get', command.split(' ').slice(1), { env });
    const left = missing(all).map((need) => need.package);
    if (install.code !== 0 || left.length > 0) {
      throw new Error(`${command} did not install ${left.join(' ')}:\n${update.output}\n${install.output}`);
    }
  }
  return [...packages, ...(await installPeers(peers, env))];
}

/** Installs what there is of it, and starts nothing: the tests start their own. */
async function installPeers(peers: readonly Need[], env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  if (peers.length === 0) return [];
  const policy = '/usr/sbin/policy-rc.d';
  const isOurs = !exists(policy);
  if (isOurs) await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    // The last one keeps PuppetDB's package from setting up a database.
    const names = [...peers.map((need) => need.package), 'dbconfig-no-thanks'];
    const { code, output } = await run('apt-get', ['install', '--yes', '--no-install-recommends', ...names], { env });
    if (code === 0) return names;
    console.log(`NOTICE: NOT INSTALLED: ${names.join(' ')}: ${output.trim().split('\n').at(-1)}`);
    return [];
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

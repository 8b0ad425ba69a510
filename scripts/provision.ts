/**
 * Sees that this machine has what the editor and the tests need. As root it installs Debian's packages; otherwise it
 * says which command would, and fails. Nothing is skipped because a tool is missing.
 */
import { accessSync, constants } from 'node:fs';
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

function missing(purpose: 'editor' | 'tests'): readonly Need[] {
  const needs = purpose === 'editor' ? editorNeeds : testNeeds;
  return needs.filter((need) => !need.found.some(exists));
}

/**
 * Installs what is missing, or says how.
 * @returns what was installed.
 * @throws Error with the command to run, when this user may not install or apt failed.
 */
export async function provision(purpose: 'editor' | 'tests'): Promise<readonly string[]> {
  const needs = missing(purpose);
  if (needs.length === 0) return [];
  const packages = needs.map((need) => need.package);
  const command = `apt-get install --yes --no-install-recommends ${packages.join(' ')}`;
  if (process.getuid?.() !== 0) {
    const list = needs.map((need) => `  ${need.package}: ${need.why}`).join('\n');
    throw new Error(`Some Debian packages are missing:\n${list}\nInstall them with: sudo ${command}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update'], { env });
  const install = await run('apt-get', command.split(' ').slice(1), { env });
  const left = missing(purpose).map((need) => need.package);
  if (install.code !== 0 || left.length > 0) {
    throw new Error(`${command} did not install ${left.join(' ')}:\n${update.output}\n${install.output}`);
  }
  return packages;
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

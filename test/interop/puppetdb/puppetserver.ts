/** A real puppetserver with its PuppetDB terminus, started from Debian's packages in a directory that goes afterwards. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, logback, startJava } from './java.ts';
import { missingPackages } from './programs.ts';

const execute = promisify(execFile);

const jar = '/usr/share/puppetserver/puppetserver.jar';
const java = '/usr/bin/java';
const shipped = '/etc/puppet/puppetserver';

/** What of a puppetserver with its terminus is missing here; empty where all is there. */
export function missingForPuppetserver(): readonly string[] {
  return missingPackages({
    puppetserver: jar,
    // Debian lets only root and Puppet read it.
    [shipped]: join(shipped, 'conf.d/auth.conf'),
    'puppet-terminus-puppetdb': '/usr/lib/ruby/vendor_ruby/puppet/indirector/facts/puppetdb.rb',
    'puppet-agent': '/usr/bin/puppet',
    'default-jre-headless': java,
  });
}

export interface Puppetserver {
  /** The server's own files, which are good for a PuppetDB beside it. */
  readonly ssl: { readonly certificate: string; readonly key: string; readonly ca: string };
  /** Runs `puppet agent` once as this node. Answers its exit code and what it said. */
  runAgent(certname: string): Promise<PuppetEnd>;
  /** Runs `puppet` on the server. */
  runPuppet(...args: readonly string[]): Promise<PuppetEnd>;
  close(): Promise<void>;
}

export interface PuppetEnd {
  readonly code: number;
  readonly output: string;
}

/** Starts a server that compiles `manifest` for every node and speaks to a PuppetDB at `puppetDbPort` of localhost. */
export async function startPuppetserver(
  directory: string,
  manifest: string,
  puppetDbPort: number,
): Promise<Puppetserver> {
  const port = await freePort();
  const puppet = join(directory, 'puppet');
  const server = join(directory, 'server');
  await configurePuppet(puppet, manifest, puppetDbPort);
  await configureServer(server, puppet, port);
  const service = await startJava(server, java, [
    '-Xmx768m',
    '-Djruby.logger.class=com.puppetlabs.jruby_utils.jruby.Slf4jLogger',
    '-Djruby.lib=/usr/share/jruby/lib',
    ...['-jar', jar, '--config', join(server, 'conf.d'), '--bootstrap-config', join(server, 'services.d')],
  ]);
  const ssl = (kind: string, name: string): string => join(puppet, 'ssl', kind, `${name}.pem`);
  return {
    ssl: { certificate: ssl('certs', 'localhost'), key: ssl('private_keys', 'localhost'), ca: ssl('certs', 'ca') },
    runAgent: (certname) => {
      const home = join(directory, certname);
      const places = ['conf', 'var', 'ssl', 'log', 'run'].flatMap((name) => [`--${name}dir`, join(home, name)]);
      const wanted = ['--server', 'localhost', '--serverport', String(port), '--certname', certname];
      const quiet = ['--no-daemonize', '--onetime', '--detailed-exitcodes', '--color', 'false', '--publicdir', home];
      return runPuppet(['agent', '--test', ...places, ...wanted, ...quiet]);
    },
    runPuppet: (...args) =>
      runPuppet([...args, '--confdir', puppet, '--vardir', join(server, 'var'), '--color', 'false']),
    close: () => service.close(),
  };
}

async function runPuppet(args: readonly string[]): Promise<PuppetEnd> {
  try {
    const { stdout, stderr } = await execute('puppet', args, { timeout: 120_000 });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') throw error;
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { code: error.code, output: stdout + stderr };
  }
}

async function configurePuppet(puppet: string, manifest: string, puppetDbPort: number): Promise<void> {
  const manifests = join(puppet, 'code/environments/production/manifests');
  await mkdir(manifests, { recursive: true });
  await writeFile(join(manifests, 'site.pp'), manifest);
  const files: Readonly<Record<string, string>> = {
    'puppet.conf': `[main]
certname = localhost
server = localhost
codedir = ${puppet}/code
environmentpath = ${puppet}/code/environments
ssldir = ${puppet}/ssl
# Nothing of this machine.
basemodulepath = ${puppet}/modules
[server]
cadir = ${puppet}/ssl/ca
autosign = true
dns_alt_names = localhost
storeconfigs = true
storeconfigs_backend = puppetdb
reports = puppetdb
environment_timeout = 0
`,
    'puppetdb.conf': `[main]\nserver_urls = https://localhost:${puppetDbPort}\nsoft_write_failure = false\n`,
    'routes.yaml': '---\nserver:\n  facts:\n    terminus: puppetdb\n    cache: yaml\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(puppet, name), text);
}

async function configureServer(server: string, puppet: string, port: number): Promise<void> {
  const [configuration, services] = [join(server, 'conf.d'), join(server, 'services.d')];
  for (const each of [configuration, services, ...['var', 'run', 'log'].map((name) => join(server, name))]) {
    await mkdir(each, { recursive: true });
  }
  for (const name of ['auth', 'ca', 'metrics', 'web-routes']) {
    await copyFile(join(shipped, `conf.d/${name}.conf`), join(configuration, `${name}.conf`));
  }
  for (const name of await readdir(join(shipped, 'services.d'))) {
    if (name.endsWith('.cfg')) await copyFile(join(shipped, 'services.d', name), join(services, name));
  }
  await writeFile(join(server, 'logback.xml'), logback);
  const files: Readonly<Record<string, string>> = {
    'global.conf': `global: { logging-config: ${server}/logback.xml }`,
    'webserver.conf': `webserver: { client-auth: want, ssl-host: 127.0.0.1, ssl-port: ${port} }`,
    'puppetserver.conf': `jruby-puppet: {
  ruby-load-path: [/usr/lib/puppetserver/ruby/vendor_ruby, /usr/lib/ruby/vendor_ruby]
  gem-home: ${server}/var/jruby-gems
  gem-path: [\${jruby-puppet.gem-home}, "/usr/lib/puppetserver/vendored-jruby-gems"]
  server-conf-dir: ${puppet}
  server-code-dir: ${puppet}/code
  server-var-dir: ${server}/var
  server-run-dir: ${server}/run
  server-log-dir: ${server}/log
  max-active-instances: 1
}
http-client: {}
profiler: {}`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(configuration, name), text);
}

/** What a service said last, for the message of a test that failed. */
export async function lastWords(directory: string): Promise<string> {
  const text = await readFile(join(directory, 'server/java.log'), 'utf8').catch(() => '');
  return text.slice(-4000);
}

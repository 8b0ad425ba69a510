import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Clock, type IdSource, type Log, OrchestratorError, type Random } from '../common/index.ts';
import { systemClock, systemIds } from '../node/index.ts';
import type { FactSource } from './facts/find-facts.ts';

/** What the command line of `baton agent` says, unchecked. */
export interface AgentFlags {
  /** Broker URLs in the order in which they are tried: `wss://host:8142`, with or without `/pcp2/agent`. */
  readonly broker: readonly string[];
  readonly certname?: string | undefined;
  /** A directory in Puppet's layout: `certs/NAME.pem`, `private_keys/NAME.pem`, `certs/ca.pem`. */
  readonly sslDir?: string | undefined;
  readonly sslCert?: string | undefined;
  readonly sslKey?: string | undefined;
  readonly sslCa?: string | undefined;
  /** Where task files come from; without any, the brokers' own hosts and ports over HTTPS. */
  readonly primary?: readonly string[] | undefined;
  /** Where the spool and the task cache are kept. */
  readonly data?: string | undefined;
  /** Who finds the facts: {@link FactSource}; default `facter`. */
  readonly facts?: string | undefined;
  /** Seconds between two times that they are found; default 1800. */
  readonly factsInterval?: number | undefined;
}

/** The agent's identity, PEM text. Never logged. */
export interface AgentCredentials {
  readonly certificate: string;
  readonly key: string;
  /** The authorities that may have signed the broker's certificate. */
  readonly ca: string;
}

/** Everything an agent needs to run, checked. */
export interface AgentOptions {
  /** Full URLs, tried in turn; those of TLS end in `/agent`. */
  readonly brokers: readonly string[];
  readonly certname: string;
  /** Absent only when every broker is plain `ws://` on loopback. */
  readonly credentials?: AgentCredentials;
  /** `https://host:port`, tried in order for each file. */
  readonly primaries: readonly string[];
  /** Absolute; holds `spool/` and `tasks-cache/`. */
  readonly data: string;
  /** Who finds the facts of the machine, and milliseconds between two times. */
  readonly facts: { readonly source: FactSource; readonly interval: number };
  /** What `agent_hello` says. */
  readonly version: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly random: Random;
}

function fault(message: string): OrchestratorError {
  return new OrchestratorError('baton/invalid-agent-options', message);
}

/** Whether the host of a URL is this machine itself. */
function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(url.hostname);
}

function parseUrl(text: string, flag: string, secure: string, plain: string): URL {
  if (!URL.canParse(text)) throw fault(`${flag} expects a URL such as ${secure}//host:8142, got '${text}'.`);
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') throw fault(`${flag} takes no user name or password in the URL.`);
  if (url.protocol === secure || (url.protocol === plain && isLoopback(url))) return url;
  if (url.protocol === plain) {
    throw fault(
      `${flag} accepts ${plain}// only for this machine's own loopback address, got '${text}'. Use ${secure}//.`,
    );
  }
  throw fault(`${flag} expects a URL that starts with ${secure}//, got '${text}'.`);
}

/**
 * Completes a broker's URL to the path agents connect to, as pxp-agent does. On a plain connection, which has no
 * certificate, Baton's broker takes the name from the path.
 */
export function brokerUrl(text: string, certname: string): string {
  const url = parseUrl(text, '--broker', 'wss:', 'ws:');
  const path = url.pathname.replace(/\/+$/, '') || '/pcp2';
  const client = url.protocol === 'ws:' ? `/${certname}/agent` : '/agent';
  url.pathname = path.endsWith(client) ? path : `${path}${client}`;
  return url.href;
}

function primaryUrl(text: string): string {
  const url = parseUrl(text, '--primary', 'https:', 'http:');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function defaultPrimaries(brokers: readonly string[]): readonly string[] {
  const origins = brokers.map((broker) => {
    const url = new URL(broker);
    return `${url.protocol === 'wss:' ? 'https' : 'http'}://${url.host}`;
  });
  return [...new Set(origins)];
}

async function readPem(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new OrchestratorError(
      'baton/invalid-agent-options',
      `Cannot read the ${what} ${path} (${code}). Give --ssl-dir DIR, or --ssl-cert, --ssl-key and --ssl-ca.`,
      { cause: error },
    );
  }
}

/** The CN of a certificate's subject, the identity a broker goes by. */
function commonName(certificate: X509Certificate): string | undefined {
  return /^CN=(.*)$/m.exec(certificate.subject)?.[1];
}

async function readCredentials(flags: AgentFlags, certname: string): Promise<AgentCredentials> {
  const directory = resolve(flags.sslDir ?? '/etc/puppetlabs/puppet/ssl');
  const paths = {
    certificate: flags.sslCert ?? join(directory, 'certs', `${certname}.pem`),
    key: flags.sslKey ?? join(directory, 'private_keys', `${certname}.pem`),
    ca: flags.sslCa ?? join(directory, 'certs', 'ca.pem'),
  };
  const [certificate, key, ca] = await Promise.all([
    readPem(paths.certificate, 'certificate'),
    readPem(paths.key, 'private key'),
    readPem(paths.ca, 'CA certificate'),
  ]);
  checkCredentials({ certificate, key, ca }, paths, certname);
  return { certificate, key, ca };
}

function checkCredentials(
  pem: AgentCredentials,
  paths: Record<keyof AgentCredentials, string>,
  certname: string,
): void {
  const parse = <T>(path: string, what: string, parser: () => T): T => {
    try {
      return parser();
    } catch (error) {
      throw new OrchestratorError('baton/invalid-agent-options', `${path} is not a ${what} in PEM form.`, {
        cause: error,
      });
    }
  };
  const certificate = parse(paths.certificate, 'certificate', () => new X509Certificate(pem.certificate));
  const key = parse(paths.key, 'private key without a passphrase', () => createPrivateKey(pem.key));
  parse(paths.ca, 'certificate', () => new X509Certificate(pem.ca));
  if (!certificate.checkPrivateKey(key))
    throw fault(`The private key ${paths.key} does not belong to ${paths.certificate}.`);
  const name = commonName(certificate);
  if (name !== certname) {
    throw fault(`The certificate ${paths.certificate} is for '${name ?? 'nobody'}', but --certname is '${certname}'.`);
  }
}

function defaultData(certname: string): string {
  const home = process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share');
  return join(home, 'baton', 'agent', certname);
}

/** Seconds: what Puppet agents have for an interval, and the longest that a timer can wait. */
const defaultInterval = 30 * 60;
const longestInterval = 24 * 24 * 60 * 60;

function factOptions({ facts = 'facter', factsInterval = defaultInterval }: AgentFlags): AgentOptions['facts'] {
  if (facts !== 'facter' && facts !== 'built-in' && facts !== 'off') {
    throw fault(`--facts expects facter, built-in or off, got '${facts}'.`);
  }
  if (!(factsInterval >= 1 && factsInterval <= longestInterval)) {
    throw fault(`--facts-interval expects seconds from 1 to ${longestInterval}, got ${factsInterval}.`);
  }
  return { source: facts, interval: factsInterval * 1000 };
}

/**
 * Checks what the command line said and reads the credentials.
 * Raises `baton/invalid-agent-options` with what was expected and what to do.
 */
export async function readAgentOptions(
  flags: AgentFlags,
  environment: { readonly version: string; readonly log: Log },
): Promise<AgentOptions> {
  if (flags.broker.length === 0) throw fault('baton agent needs --broker wss://HOST:PORT, the broker to connect to.');
  const { certname } = flags;
  if (certname === undefined) throw fault('baton agent needs --certname NAME, the name in its certificate.');
  if (!/^[A-Za-z0-9._-]{1,255}$/.test(certname)) {
    throw fault(`--certname expects letters, digits, '.', '_' and '-', got '${certname}'.`);
  }
  const brokers = flags.broker.map((text) => brokerUrl(text, certname));
  const plain = brokers.every((broker) => broker.startsWith('ws:'));
  const primaries = (flags.primary ?? []).map(primaryUrl);
  return {
    brokers,
    certname,
    ...(plain ? {} : { credentials: await readCredentials(flags, certname) }),
    primaries: primaries.length > 0 ? primaries : defaultPrimaries(brokers),
    data: resolve(flags.data ?? defaultData(certname)),
    facts: factOptions(flags),
    ...environment,
    clock: systemClock,
    ids: systemIds,
    random: Math.random,
  };
}

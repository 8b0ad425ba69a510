/**
 * Holds the arrows of docs/architecture.md: which room may import which, that nobody goes past a room's front door,
 * who may see `vscode`, `vscode-languageserver` and `node:`, and how long a file may be.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** Each room of the core with the rooms it may import; `index.ts` is the only door. */
const rooms: Readonly<Record<string, readonly string[]>> = (() => {
  const pure = ['common', 'regex', 'language', 'project', 'pcp', 'pxp', 'pql', 'tasks', 'plugins', 'plans'];
  const middle = ['inventory', 'jobs', 'store'];
  const outer = ['access', 'transports', 'broker', 'agent'];
  const allowed: Record<string, string[]> = { node: ['common'] };
  pure.forEach((room, index) => {
    allowed[room] = pure.slice(0, index);
  });
  middle.forEach((room, index) => {
    allowed[room] = [...pure, 'node', ...middle.slice(0, index)];
  });
  for (const room of outer) allowed[room] = [...pure, 'node', ...middle];
  for (const room of ['actions', 'node-service', 'plan-service', 'services', 'api', 'cli', ''])
    allowed[room] = [...pure, 'node', ...middle, ...outer, ''];
  allowed['cli']?.push('api');
  allowed['plan-service']?.push('actions', 'node-service');
  allowed['']?.push('actions', 'node-service', 'plan-service', 'services', 'api');
  return allowed;
})();

const pureRooms = new Set(['common', 'regex', 'language', 'project', 'pcp', 'pxp', 'pql', 'tasks', 'plugins', 'plans']);
const importPattern = /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/g;
const longest = { source: 400, test: 600 };

interface Place {
  readonly area: string;
  /** The folder of the core; the empty string for the files that compose the rooms. */
  readonly room: string;
}

function placeOf(file: string): Place {
  const [area = '', room = '', ...rest] = relative(root, file).split('/');
  return { area, room: area === 'orchestrator-core' && rest.length > 0 ? room : '' };
}

function* sources(directory: string): Generator<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'fixtures' || entry.name === 'cache') continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (entry.name.endsWith('.ts')) yield path;
  }
}

function packageFault(from: Place, specifier: string, isTest: boolean): string | undefined {
  const only = (name: string, area: string) =>
    specifier === name || specifier.startsWith(`${name}/`)
      ? from.area === area
        ? undefined
        : `${name} belongs to ${area}/ alone`
      : undefined;
  if (from.area === 'test' || from.area === 'scripts') return undefined;
  if (specifier.startsWith('node:') && pureRooms.has(from.room) && !isTest) {
    return `the room ${from.room} is pure and sees no ${specifier}`;
  }
  return only('vscode', 'client') ?? only('vscode-languageserver', 'server') ?? only('vscode-languageclient', 'client');
}

/** In the server only `lsp/` and the files that compose it speak the protocol; what it computes is in editor words. */
function protocolFault(name: string, specifier: string): string | undefined {
  const isProtocol = /^vscode-(languageserver|jsonrpc)(\/|$)/.test(specifier);
  return isProtocol && /^server\/(?!lsp\/)\w[\w-]*\//.test(name)
    ? `${specifier} belongs to server/lsp/; features answer in editor words`
    : undefined;
}

function roomFault(from: Place, to: Place, target: string): string | undefined {
  if (from.area === 'test' || from.area === 'scripts') return undefined;
  // Schemas and grammars are data that any program may carry.
  if (to.area === 'syntaxes') return undefined;
  // The manifest is everybody's: it has the version.
  if (target === join(root, 'package.json')) return undefined;
  if (to.area !== from.area) {
    // The command line joins what may not know each other; of the server it sees only what speaks no protocol.
    if (from.area === 'program' && target === join(root, 'server/checks.ts')) return undefined;
    if (to.area !== 'orchestrator-core' || from.area === 'orchestrator-core')
      return `${from.area}/ may not import ${to.area}/`;
    return isDoor(to, target) ? undefined : `past the front door of ${to.room}/ (import its index.ts)`;
  }
  if (from.area !== 'orchestrator-core' || from.room === to.room) return undefined;
  if (!(rooms[from.room] ?? []).includes(to.room)) {
    return `${from.room === '' ? 'the composition' : from.room} may not import ${to.room === '' ? 'the composition' : to.room}`;
  }
  return isDoor(to, target) ? undefined : `past the front door of ${to.room}/ (import its index.ts)`;
}

function isDoor(to: Place, target: string): boolean {
  return to.room === '' || target.endsWith('/index.ts');
}

/** Every broken rule as `file:line: what is wrong`, sorted by file. */
export function boundaryFaults(): readonly string[] {
  const faults: string[] = [];
  for (const area of ['orchestrator-core', 'server', 'client', 'program', 'test', 'scripts']) {
    for (const file of sources(join(root, area))) {
      const text = readFileSync(file, 'utf8');
      const name = relative(root, file);
      const isTest = file.endsWith('.test.ts');
      const lines = text.split('\n').length - 1;
      const limit = isTest || area === 'test' ? longest.test : longest.source;
      if (lines > limit && !text.startsWith('// A table')) faults.push(`${name}: ${lines} lines, more than ${limit}`);
      for (const match of text.matchAll(importPattern)) {
        const specifier = match[1] ?? match[2] ?? '';
        const line = text.slice(0, match.index + 1).split('\n').length;
        const from = placeOf(file);
        const target = resolve(dirname(file), specifier);
        const fault = specifier.startsWith('.')
          ? roomFault(from, placeOf(target), target)
          : (packageFault(from, specifier, isTest) ?? protocolFault(name, specifier));
        if (fault !== undefined) faults.push(`${name}:${line}: ${fault}`);
      }
    }
  }
  return faults;
}

if (import.meta.main) {
  const faults = boundaryFaults();
  for (const fault of faults) console.error(fault);
  console.log(faults.length === 0 ? 'boundaries hold' : `${faults.length} broken`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

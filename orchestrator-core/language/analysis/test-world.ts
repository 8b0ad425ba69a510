import { builtInFunctions } from '../functions/built-in-functions.ts';
import { builtInResourceTypes } from '../resources/built-in-resource-types.ts';
import { parse } from '../syntax/parser.ts';
import type { Declaration, DeclarationKind } from './declaration.ts';
import { declarationsOf } from './declarations.ts';
import type { World } from './world.ts';

/** What a world for a test consists of. */
export interface TestWorld {
  /** Sources by path from the modulepath on, `m/plans/a.pp`: each module that one lies in was read. */
  readonly files?: Readonly<Record<string, string>>;
  /** What no source here declares: tasks, Ruby functions, what Puppet brings along. */
  readonly declarations?: readonly Declaration[];
  /** Modules that are there and were not read yet. */
  readonly reading?: readonly string[];
  readonly missing?: readonly string[];
  readonly targets?: ReturnType<World['targets']>;
}

/**
 * Makes a world of texts and of what Puppet and Bolt bring along, for tests: all of it is in memory. Modules are at
 * `/modules`.
 */
export function testWorld({
  files = {},
  declarations = [],
  reading = [],
  missing = [],
  targets = [],
}: TestWorld): World {
  const all = Object.entries(files).flatMap(([path, text]) =>
    declarationsOf(parse(text, { tasks: path.includes('/plans/') }), `/modules/${path}`),
  );
  all.push(...builtInFunctions().values(), ...builtInResourceTypes().values(), ...declarations);
  const byName = new Map(all.map((each) => [keyOf(each.kind, each.name), each] as const));
  const modules = new Set(Object.keys(files).map((path) => path.split('/')[0]));
  for (const { name, origin } of declarations)
    if (origin.kind === 'file') modules.add(name.split('::')[0]?.toLowerCase());
  return {
    find: (kind, name) => byName.get(keyOf(kind, name)),
    all: (kind) => all.filter((each) => each.kind === kind),
    module: (name) => (reading.includes(name) ? 'reading' : modules.has(name) ? 'read' : 'absent'),
    isComplete: () => reading.length === 0,
    missingModules: () => missing,
    moduleOf: (path) => /^\/modules\/([^/]+)\//.exec(path)?.[1],
    targets: () => targets,
  };
}

function keyOf(kind: DeclarationKind, name: string): string {
  return `${kind} ${name.replace(/^::/, '').toLowerCase()}`;
}

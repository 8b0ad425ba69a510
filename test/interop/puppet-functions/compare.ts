import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { builtInFunctions, type Declaration, type Signature } from '../../../orchestrator-core/language/index.ts';
import { findRuby } from '../puppet-parser/ask-puppet.ts';

/** A function as Puppet itself describes it; `arity` for one in the form of Puppet 3. */
export interface TheirFunction {
  readonly name: string;
  readonly by: 'Puppet' | 'Bolt';
  /** Where it can be called only, as far as its own source says. */
  readonly place?: 'plan' | 'catalog' | null;
  /** Why it could not be loaded. */
  readonly missing?: string;
  readonly arity?: number;
  /** Whether one in the form of Puppet 3 has a value. */
  readonly value?: boolean;
  readonly signatures?: readonly TheirSignature[];
}

/** One way to call a function, as Puppet itself describes it. */
export interface TheirSignature {
  readonly parameters: readonly {
    readonly name: string;
    readonly type: string;
    readonly optional: boolean;
    readonly captures: boolean;
  }[];
  readonly block: { readonly type: string; readonly optional: boolean } | null;
  readonly returns: string | null;
}

/** A type whose values have members. */
interface TheirObject {
  readonly object: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly functions: Readonly<Record<string, readonly Omit<TheirSignature, 'returns'>[]>>;
}

interface TheirConstructors {
  readonly type: string;
  readonly constructors: readonly TheirSignature[];
}

export interface TheirFunctions {
  readonly version: string;
  readonly functions: readonly TheirFunction[];
  readonly objects?: readonly TheirObject[];
  readonly constructors?: readonly TheirConstructors[];
}

/**
 * Asks the installed Puppet for all its functions, and for those of Bolt's source or gem.
 *
 * @throws Error when no Puppet is installed, or when it fails.
 */
export async function askFunctions(bolt?: string): Promise<TheirFunctions> {
  const script = join(import.meta.dirname, 'signatures.rb');
  const ruby = spawn(await findRuby(), bolt === undefined ? [script] : [script, bolt], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(ruby, 'close');
  const lines: unknown[] = [];
  for await (const line of createInterface({ input: ruby.stdout })) lines.push(JSON.parse(line));
  const [code] = await ended;
  const [first, ...rest] = lines as [{ version: string }, ...(TheirFunction | TheirObject | TheirConstructors)[]];
  if (code !== 0 || first === undefined) throw new Error(`Puppet ended with ${code} before it named its functions`);
  return {
    version: first.version,
    functions: rest.filter((each) => 'by' in each),
    objects: rest.filter((each) => 'object' in each),
    constructors: rest.filter((each) => 'type' in each),
  };
}

/** What our tables say otherwise than Puppet: a line for each function and signature. */
export function compareFunctions({ version, functions }: TheirFunctions): readonly string[] {
  const differences: string[] = [];
  const tables = builtInFunctions();
  const named = new Set(functions.map(({ name }) => name));
  const asked = new Set(functions.map(({ by }) => by));
  for (const theirs of functions) {
    const ours = tables.get(theirs.name);
    if (theirs.missing !== undefined) differences.push(`${theirs.name}: Puppet can't load it: ${theirs.missing}`);
    else if (ours === undefined) differences.push(`${theirs.name}: not in our tables`);
    else differences.push(...comparePlace(ours, theirs), ...compareFunction(ours, theirs, version));
  }
  for (const { name, origin } of tables.values()) {
    const by = origin.kind === 'built-in' ? origin.by : 'Puppet';
    // `apply` is a keyword of the language in plans.
    if (asked.has(by) && !named.has(name) && name !== 'apply') differences.push(`${name}: unknown to ${by}`);
  }
  return differences;
}

function comparePlace({ name, place }: Declaration, theirs: TheirFunction): readonly string[] {
  // It calls `include`, which refuses.
  if (place === (theirs.place ?? undefined) || name === 'hiera_include') return [];
  return [`${name}: can be called in ${theirs.place ?? 'plans and catalogs'}`];
}

function compareFunction(ours: Declaration, theirs: TheirFunction, version: string): readonly string[] {
  if (theirs.arity !== undefined) return compareLegacy(ours, theirs.arity, theirs.value === true);
  if (Number.parseInt(version, 10) < 8 && newer.has(ours.name)) return [];
  const written = ours.signatures.map(describe);
  const wanted = (theirs.signatures ?? []).map(describeTheirs);
  const differences = [
    ...wanted.filter((each, index) => !agree(written[index] ?? '', each)).map((each) => `Puppet has ${each}`),
    ...written.filter((each, index) => !agree(each, wanted[index] ?? '')).map((each) => `we have ${each}`),
  ];
  return differences.map((difference) => `${ours.name}: ${difference}`);
}

/** Functions that take more in Puppet 8 than in Puppet 7; our tables say what Puppet 8 does. */
const newer: ReadonlySet<string> = new Set(['max', 'min', 'regsubst', 'split']);

/** Whether ours is theirs; where Puppet does not say what a function returns, ours may. */
function agree(ours: string, theirs: string): boolean {
  return ours === theirs || (!theirs.includes(' >> ') && ours.replace(/ >> [^>]*$/, '') === theirs);
}

function compareLegacy({ name, signatures }: Declaration, arity: number, value: boolean): readonly string[] {
  const [signature] = signatures;
  const required = signature?.parameters.filter(({ isOptional }) => !isOptional).length;
  const open = signature?.parameters.at(-1)?.captures === true;
  const differences: string[] = [];
  if (signatures.length !== 1 || required !== (arity < 0 ? -arity - 1 : arity) || open !== arity < 0) {
    differences.push(`${name}: Puppet has the arity ${arity}`);
  }
  if (!value && signature?.returns !== 'Undef') differences.push(`${name}: it has no value`);
  return differences;
}

/** A signature in one line. */
export function describe({ parameters, block, returns }: Signature): string {
  const list = parameters.map(({ name, type = 'Any', isOptional, captures }) =>
    parameter(name, type, isOptional, captures === true),
  );
  return signature(list, block && { type: block.type ?? 'Callable', optional: block.isOptional }, returns);
}

/** Puppet's own signature in the same words. */
export function describeTheirs({ parameters, block, returns }: TheirSignature): string {
  const list = parameters.map(({ name, type, optional, captures }) => parameter(name, type, optional, captures));
  return signature(list, block ?? undefined, returns ?? undefined);
}

function parameter(name: string, type: string, isOptional: boolean, captures: boolean): string {
  return `${same(type)} ${captures ? (isOptional ? '*' : '+') : ''}$${name}${isOptional && !captures ? '?' : ''}`;
}

function signature(
  parameters: readonly string[],
  block: { readonly type: string; readonly optional: boolean } | undefined,
  returns: string | undefined,
): string {
  const lambda = block === undefined ? '' : ` &${block.optional ? '?' : ''}${block.type}`;
  return `(${parameters.join(', ')})${lambda}${returns === undefined ? '' : ` >> ${same(returns)}`}`;
}

/** Bolt's types have two names; Puppet alone does not know the short ones. */
function same(type: string): string {
  return type.replace(/TypeReference\['(\w+)'\]/g, '$1').replace(/\bBoltlib::/g, '');
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  builtInFunctions,
  type Declaration,
  parseType,
  printType,
  type Signature,
} from '../../../orchestrator-core/language/index.ts';
import { createRubyReader } from '../../../server/index/ruby/read-ruby.ts';
import { nodeRuntime } from '../../../server/node-runtime.ts';
import { createParsers } from '../../../server/task-script/parsers.ts';
import { describe, describeTheirs, type TheirSignature } from '../puppet-functions/compare.ts';
import { findRuby } from '../puppet-parser/ask-puppet.ts';

/** A module's function as Puppet describes it; `arity` for one in the form of Puppet 3. */
interface TheirFunction {
  readonly file: string;
  readonly name: string;
  readonly signatures?: readonly TheirSignature[];
  readonly arity?: number;
  /** Why Puppet could not load it. */
  readonly missing?: string;
}

/** How many functions were compared, of how many ours says that it does not know, and what it has wrong. */
export interface Comparison {
  readonly compared: number;
  readonly unknown: readonly string[];
  readonly differences: readonly string[];
}

const server = join(import.meta.dirname, '../../../server');

/**
 * Compares what is read of the Ruby functions of modules with what the installed Puppet knows of them.
 *
 * @param directory holds the modules
 * @throws Error when no Puppet is installed, or when it fails.
 */
export async function compareModules(directory: string): Promise<Comparison> {
  const read = createRubyReader(createParsers(nodeRuntime(server)));
  const unknown: string[] = [];
  const differences: string[] = [];
  let compared = 0;
  for (const theirs of await ask(directory)) {
    // Puppet's own functions come before those of modules.
    if (theirs.missing !== undefined || builtInFunctions().has(theirs.name)) continue;
    compared += 1;
    const path = join(directory, theirs.file);
    const kind = theirs.arity === undefined ? 'ruby-function' : 'ruby-legacy-function';
    const ours = (await read(kind, await readFile(path, 'utf8'), path)).find(({ name }) => name === theirs.name);
    if (ours === undefined || ours.signatures.length === 0) unknown.push(theirs.name);
    else differences.push(...compare(ours, theirs).map((difference) => `${theirs.file}: ${difference}`));
  }
  return { compared, unknown, differences };
}

async function ask(directory: string): Promise<readonly TheirFunction[]> {
  const ruby = spawn(await findRuby(), [join(import.meta.dirname, 'signatures.rb'), directory], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(ruby, 'close');
  const found: TheirFunction[] = [];
  for await (const line of createInterface({ input: ruby.stdout })) {
    if (line.startsWith('{')) found.push(JSON.parse(line) as TheirFunction);
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`Puppet ended with ${code} when it was asked for the functions in ${directory}`);
  return found;
}

function compare({ signatures }: Declaration, { arity, signatures: theirs = [] }: TheirFunction): readonly string[] {
  const written = signatures.map((signature) => describe(normal(signature)));
  const wanted =
    arity === undefined
      ? theirs.map((signature) => describeTheirs(signature).replaceAll('Array[Any]', 'Array'))
      : [describe(ofArity(arity))];
  return [
    ...wanted.filter((each) => !written.includes(each)).map((each) => `Puppet has ${each}`),
    ...written.filter((each) => !wanted.includes(each)).map((each) => `we read ${each}`),
  ];
}

function ofArity(arity: number): Signature {
  const count = arity < 0 ? -arity - 1 : arity;
  const parameters = Array.from({ length: count }, (_, index) => ({ name: `arg${index + 1}`, isOptional: false }));
  const rest = { name: 'args', isOptional: true, captures: true };
  return { parameters: arity < 0 ? [...parameters, rest] : parameters };
}

/** With types as Puppet prints them. */
function normal({ parameters, block, returns }: Signature): Signature {
  const type = (text: string) => {
    const read = parseType(text, () => undefined);
    const printed = read.type === undefined ? text : printType(read.type);
    return printed.replace(/TypeReference\['([\w:]+)'\]/g, '$1');
  };
  return {
    parameters: parameters.map((each) => ({ ...each, ...(each.type !== undefined && { type: type(each.type) }) })),
    ...(block !== undefined && { block: { ...block, ...(block.type !== undefined && { type: type(block.type) }) } }),
    ...(returns !== undefined && returns !== 'Any' && { returns: type(returns) }),
  };
}

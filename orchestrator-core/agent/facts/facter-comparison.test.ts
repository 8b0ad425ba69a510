/** The facts that the agent finds by itself are those of the installed Facter: the same names, shapes and values. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';
import { builtInFacts, findProgram } from './built-in.ts';
import { lastingFacts } from './digest.ts';
import { outputOf } from './program.ts';

const never = new AbortController().signal;
const hasFacter: boolean = findProgram('facter') !== undefined;

/** What is about Facter itself and its Ruby, found with a library of Puppet's packages, or asked of clouds. */
const facterOnly = /^(augeas|ruby|facterversion|ec2_|az_metadata|gce|cloud)/;

/** Facter's own facts, without those that modules and the machine's owner add. */
async function coreFacts(): Promise<JsonObject> {
  const words = ['--json', '--no-custom-facts', '--no-external-facts'];
  const program = { file: findProgram('facter') ?? '', arguments: words, timeout: 60_000, takesFailures: true };
  const output = await outputOf(program);
  return JSON.parse(output ?? '') as JsonObject;
}

/** Every value by its dotted path; whatever a list holds is one value. */
function leaves(value: Json, path = '', found: Map<string, Json> = new Map()): ReadonlyMap<string, Json> {
  if (!isJsonObject(value)) return found.set(path, value);
  for (const [key, part] of Object.entries(value)) leaves(part, path === '' ? key : `${path}.${key}`, found);
  return found;
}

function typeOf(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(typeOf))].join()}]`;
  return Number.isInteger(value) ? 'integer' : typeof value;
}

test('each fact of Facter is there, with its type and, where it lasts, its value', {
  skip: hasFacter ? false : 'no facter is installed',
}, async () => {
  const theirs = await coreFacts();
  const ours = await builtInFacts(never, assert.fail);
  const mine = leaves(ours);
  const lasting = leaves(lastingFacts(theirs));
  const faults: string[] = [];
  for (const [path, value] of leaves(theirs)) {
    if (facterOnly.test(path)) continue;
    const own = mine.get(path);
    if (own === undefined) faults.push(`${path}: ${JSON.stringify(value)} is missing`);
    // A load of exactly 1 is an integer to JSON.
    else if (typeOf(own) !== typeOf(value) && !path.startsWith('load_averages.'))
      faults.push(`${path}: ${typeOf(own)}, not ${typeOf(value)}`);
    else if (lasting.has(path) && !path.startsWith('mountpoints.') && JSON.stringify(own) !== JSON.stringify(value)) {
      faults.push(`${path}: ${JSON.stringify(own)}, not ${JSON.stringify(value)}`);
    }
  }
  assert.deepEqual(faults, []);
  assert.ok(mine.size > 50, 'hardly anything was compared');
});

/**
 * Asks an installed Puppet about data types and values, generated ones and those that JSON cannot carry, and prints
 * where Baton disagrees:
 *
 *   node test/interop/puppet-types/main.ts [COUNT] [SEED]
 */
import { compareTypes, crossed, generated } from './compare.ts';

const count = Number(process.argv[2] ?? 3000);
const seed = Number(process.argv[3] ?? 1);
const { asked, agreed, differences } = await compareTypes([...generated(count, seed), ...crossed()]);
for (const { text } of differences) console.log(text);
for (const [what, total] of Object.entries(asked)) console.log(`${what}: ${agreed[what] ?? 0} of ${total} agree`);

/**
 * Asks an installed Puppet about data types and values, generated ones and those that JSON cannot carry, and prints
 * where Baton disagrees:
 *
 *   node test/interop/puppet-types/main.ts [COUNT] [SEED]
 *
 * Known differences, which stay:
 *
 * - `Data` and `RichData` take too much in Puppet once they have met a Data in what they are compared with: its guard
 *   against endless recursion forgets to look at what follows. Common types differ with it.
 * - A Collection takes a Struct in Puppet by the number of all its entries, the optional ones included.
 * - Where a value is refused for one part, Puppet may name another part that is right.
 */
import { compareTypes, crossed, generated } from './compare.ts';

const count = Number(process.argv[2] ?? 3000);
const seed = Number(process.argv[3] ?? 1);
const { asked, agreed, differences } = await compareTypes([...generated(count, seed), ...crossed()]);
for (const { text } of differences) console.log(text);
for (const [what, total] of Object.entries(asked)) console.log(`${what}: ${agreed[what] ?? 0} of ${total} agree`);

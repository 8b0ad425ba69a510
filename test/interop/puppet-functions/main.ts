/**
 * Compares our tables of built-in functions with those of the Puppet that is installed, and of Bolt where its source or
 * gem is given:
 *
 *   node test/interop/puppet-functions/main.ts [BOLT]
 *
 * `RUBYLIB=…/lib` has it ask another Puppet than the one that is installed. Exits with 1 where they differ.
 */
import { askFunctions, compareFunctions } from './compare.ts';
import { compareObjects } from './compare-objects.ts';

const theirs = await askFunctions(process.argv[2]);
const differences = [...compareFunctions(theirs), ...compareObjects(theirs)];
for (const difference of differences) console.log(difference);
console.log(`Puppet ${theirs.version}: ${theirs.functions.length} functions, ${differences.length} differences`);
process.exitCode = differences.length === 0 ? 0 : 1;

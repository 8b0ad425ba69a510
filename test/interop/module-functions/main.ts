/**
 * Compares what is read of the Ruby functions of modules with what the Puppet that is installed knows of them:
 *
 *   node test/interop/module-functions/main.ts MODULES
 *
 * MODULES is a directory of modules. Exits with 1 where they differ; functions of which we claim to know nothing, and
 * those that Puppet cannot load, are no difference.
 */
import { compareModules } from './compare.ts';

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('Say which directory holds the modules: main.ts MODULES');
const { compared, unknown, differences } = await compareModules(directory);
for (const difference of differences) console.log(difference);
console.log(`${compared} functions, ${unknown.length} of them unknown to us, ${differences.length} differences`);
process.exitCode = differences.length === 0 ? 0 : 1;

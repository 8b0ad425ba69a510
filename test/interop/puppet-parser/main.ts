/**
 * Measures how far Baton's parser and checker agree with the Puppet that is installed, over manifests and templates:
 *
 *   node test/interop/puppet-parser/main.ts PATH…
 *
 * Directories are read with all that is in them. Files under a directory `plans` are read with tasks on, as Bolt reads
 * them. Exits with 1 where a verdict differs.
 */
import { askPuppet } from './ask-puppet.ts';
import { compare, report } from './compare.ts';
import { readSources } from './read-sources.ts';

const paths = process.argv.slice(2);
if (paths.length === 0) {
  console.error('usage: node test/interop/puppet-parser/main.ts PATH…');
  process.exitCode = 2;
} else {
  const sources = await readSources(paths);
  const agreement = compare(sources, await askPuppet(sources));
  console.log(report(agreement));
  process.exitCode = agreement.verdicts.length === 0 ? 0 : 1;
}

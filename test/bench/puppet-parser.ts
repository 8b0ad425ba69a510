/**
 * How fast Puppet source is read, beside Puppet's own parser on the same machine in the same run: a manifest of 2000
 * lines, and the manifests and templates of the fixtures and of Debian's `puppet-module-*` packages where those are
 * installed. `node test/bench/puppet-parser.ts` prints these rows alone.
 */

import { access } from 'node:fs/promises';
import { parse } from '../../orchestrator-core/language/index.ts';
import { askPuppet, type Source } from '../interop/puppet-parser/ask-puppet.ts';
import { readSources } from '../interop/puppet-parser/read-sources.ts';
import { recordedSources } from '../support/puppet-sources.ts';
import type { Row } from './main.ts';
import { duration, type Samples, summarize } from './measure.ts';

const debianModules = '/usr/share/puppet/modules.available';
const lineCount = 2000;
/** How often the long manifest is read; and before that, so that the compiler has done its work. */
const runs = 200;
const warmUps = 100;
/** How often Puppet reads it: each time takes it long. */
const puppetRuns = 20;

/** What manifests usually consist of, 20 lines of it. */
function section(index: number): string {
  return `# @summary Sets part ${index} up.
class example::part${index} (
  String[1] $package_name = 'part-${index}',
  Optional[Hash[String, Array[Integer[0, 65535]]]] $ports = undef,
) inherits example {
  if $facts['os']['family'] == 'Debian' and $package_name =~ /^part-\\d+$/ {
    $directory = "/etc/\${package_name}/conf.d"
  } else {
    $directory = $facts['kernel'] ? { 'Linux' => '/etc', default => undef }
  }
  package { $package_name: ensure => installed }
  -> file { "\${directory}/\${title}.conf":
    ensure  => file,
    mode    => '0644',
    content => epp('example/part.epp', { 'ports' => $ports, 'level' => ${index} + 1 }),
    notify  => Service['part'],
  }
  $ports.then |$each| { $each.map |String $name, $list| { notice("\${name}: \${list.join(', ')}") } }
  # It's a comment, as manifests have them.
}
`;
}

function longManifest(): string {
  return Array.from({ length: lineCount / 20 }, (_, index) => section(index)).join('');
}

async function corpus(): Promise<readonly Source[]> {
  const fixtures = recordedSources.map(({ id, source, tasks }) => ({ name: id, source, tasks, epp: false }));
  const installed = await access(debianModules).then(
    () => readSources([debianModules]),
    () => [],
  );
  return [...fixtures, ...installed];
}

/** Milliseconds that each of some runs takes, after some that do not count. */
function measure(count: number, before: number, action: () => void): Samples {
  for (let index = 0; index < before; index += 1) action();
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const begun = performance.now();
    action();
    times.push(performance.now() - begun);
  }
  return summarize(times);
}

/** Measures. @throws Error when no Puppet is installed, or when it refuses the long manifest. */
export async function puppetParser(): Promise<readonly Row[]> {
  const text = longManifest();
  const long: Source = { name: 'long', source: text, tasks: false, epp: false };
  const sources = await corpus();
  const { version, verdicts } = await askPuppet([...Array.from({ length: puppetRuns }, () => long), ...sources]);
  const theirs = verdicts.slice(0, puppetRuns).flatMap(({ milliseconds }) => milliseconds ?? []);
  if (theirs.length < puppetRuns)
    throw new Error(`Puppet refuses the manifest: ${JSON.stringify(verdicts[0]?.errors)}`);
  const theirLong = summarize(theirs).median;
  const oursLong = measure(runs, warmUps, () => parse(text));

  // Only what Puppet accepts: it says of nothing else how long it took.
  const accepted = sources.filter((_, index) => verdicts[puppetRuns + index]?.milliseconds !== undefined);
  const theirCorpus = verdicts.slice(puppetRuns).reduce((sum, { milliseconds }) => sum + (milliseconds ?? 0), 0);
  const oursCorpus = measure(5, 1, () => {
    for (const { source, tasks, epp } of accepted) parse(source, { tasks, epp });
  });
  const megabytes = accepted.reduce((sum, { source }) => sum + Buffer.byteLength(source), 0) / 1e6;
  const factor = (their: number, ours: number) => `${(their / ours).toFixed(0)} times Puppet's parser`;
  return [
    {
      what: `a manifest of ${lineCount} lines parsed, warm`,
      ours: duration(oursLong.median),
      spread: `p95 ${duration(oursLong.p95)}, ${factor(theirLong, oursLong.median)}`,
      bolt: `${duration(theirLong)} (Puppet ${version})`,
    },
    {
      what: `${accepted.length} manifests and templates parsed`,
      ours: duration(oursCorpus.median),
      spread: `${megabytes.toFixed(1)} MB, ${factor(theirCorpus, oursCorpus.median)}`,
      bolt: `${duration(theirCorpus)} (Puppet ${version})`,
    },
  ];
}

if (import.meta.main) for (const row of await puppetParser()) console.log(Object.values(row).join(' | '));

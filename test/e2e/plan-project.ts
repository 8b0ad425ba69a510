/** The example with plans in its module `probe`: one that asks and is held by a gate, and one that fails. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeProject } from './project.ts';

const rollout = `# @summary Rolls the probe out
# @param targets Where it runs
# @param mode How it goes about it
# @param token Nobody may see it
plan probe::rollout(
  TargetSpec $targets,
  Sensitive[String[1]] $token,
  Enum['calm', 'hasty'] $mode = 'calm',
) {
  $up = run_command('echo up', $targets)
  out::message("Going about it: \${mode}")
  parallelize(get_targets($targets)) |$target| {
    run_command("echo on \${target.name}", $target)
  }
  run_plan('probe::check', 'targets' => $targets)
  if $up.first['stdout'] =~ /up/ {
    run_command('echo 1.2', $targets, 'Say which release it is')
  }
  return $up
}
`;

const check = `# @summary Looks whether all is well
# @api private
plan probe::check(TargetSpec $targets) {
  run_command('true', $targets)
}
`;

const asking = `# @summary Asks before it goes on
plan probe::asking() {
  $release = prompt('Which release?', 'default' => '1.2')
  $colour = prompt::menu('Which side?', ['blue', 'green'])
  $key = prompt('Which key?', 'sensitive' => true)
  run_command("echo \${release} on \${colour}", 'localhost')
  return "\${release} on \${colour}"
}
`;

/** Fails as long as the gate is not there. */
const failing = (gate: string): string => `description: Fails until the gate is there
steps:
  - name: first
    command: echo first >>${gate}.log
    targets: localhost
  - name: second
    command: test -e ${gate}
    targets: localhost
  - name: third
    command: echo third >>${gate}.log
    targets: localhost
`;

/** Holds at its first step, whose process it names, until the gate is there. */
const held = (gate: string): string => `# @summary Waits in its first step
plan probe::held() {
  run_command('echo $$ >${gate}.begun; until [ -e ${gate}.open ]; do sleep 0.1; done', 'localhost')
  run_command('touch ${gate}.second', 'localhost')
}
`;

/** Makes the project in a directory; `gate` is the path that a plan waits for. */
export async function makePlanProject(directory: string, gate: string): Promise<void> {
  await makeProject(directory);
  const plans = join(directory, 'modules/probe/plans');
  await mkdir(plans, { recursive: true });
  await writeFile(join(plans, 'rollout.pp'), rollout);
  await writeFile(join(plans, 'check.pp'), check);
  await writeFile(join(plans, 'asking.pp'), asking);
  await writeFile(join(plans, 'failing.yaml'), failing(gate));
  await writeFile(join(plans, 'held.pp'), held(gate));
}

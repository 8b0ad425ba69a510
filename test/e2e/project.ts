/** A project of a test's own: the example, with a task that a test can hold in the middle. */
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/build.ts';

const metadata = {
  description: 'Say where it is, wait for a gate to open, fail where it is told to',
  input_method: 'environment',
  supports_noop: true,
  parameters: {
    gate: { type: 'String[1]', description: 'The path whose coming into being ends the wait' },
    mode: { type: 'Enum[calm, hasty]', description: 'How it goes about it', default: 'calm' },
    count: { type: 'Integer[1, 3]', description: 'How many last lines it says', default: 1 },
    secret: { type: 'Optional[String[1]]', description: 'Nobody may see it', sensitive: true },
  },
};

/**
 * Writes its process id and its child's beside the gate, and waits for it. With `GATE.fail-NAME` beside the gate it
 * fails on the node NAME, the last part of whose directory's name is the node's.
 */
const script = `#!/bin/bash
node=$(pwd | grep -o 'node[0-9]*' | tail -1)
sleep 1000 &
child=$!
trap 'kill $child 2>/dev/null' EXIT
echo "first line from $node"
echo "$$ $child" >"$PT_gate.$node.pids"
until [ -e "$PT_gate" ]; do sleep 0.05; done
for ((i = 1; i <= PT_count; i++)); do echo "last line $i, $PT_mode"; done
echo "the secret is $PT_secret"
if [ -e "$PT_gate.fail-$node" ]; then echo "$node was told to fail" >&2; exit 3; fi
`;

/** Makes the project in a directory. */
export async function makeProject(directory: string): Promise<void> {
  await cp(join(root, 'example'), directory, { recursive: true });
  const tasks = join(directory, 'modules/probe/tasks');
  await mkdir(tasks, { recursive: true });
  await writeFile(join(tasks, 'gate.json'), `${JSON.stringify(metadata, undefined, 2)}\n`);
  await writeFile(join(tasks, 'gate.sh'), script);
  await chmod(join(tasks, 'gate.sh'), 0o755);
}

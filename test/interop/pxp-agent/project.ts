import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const script = (...lines: readonly string[]): string => ['#!/bin/sh', ...lines, ''].join('\n');
const metadata = (value: object): string => JSON.stringify(value);

/** A project whose tasks show what an agent makes of them, by path. */
const files: Readonly<Record<string, string>> = {
  'bolt-project.yaml': 'name: lab\n',
  'inventory.yaml': 'config: {transport: pcp}\ngroups: [{name: both, targets: [real01, node1]}]\n',
  'tasks/wait.sh': script('echo begin', 'while [ ! -e "$PT_until" ]; do sleep 0.1; done', 'echo end'),
  'tasks/env.json': metadata({ input_method: 'environment', parameters: { text: {}, list: {} } }),
  'tasks/env.sh': script(
    `printf '{"text":"%s","list":%s,"task":"%s","stdin":"%s"}' "$PT_text" "$PT_list" "$PT__task" "$(cat)"`,
  ),
  'tasks/stdin.json': metadata({ input_method: 'stdin', parameters: { text: {}, list: {} } }),
  'tasks/stdin.sh': script(`printf '{"text":"%s","stdin":%s}' "$PT_text" "$(cat)"`),
  'tasks/both.json': metadata({ parameters: { text: {}, list: {} } }),
  'tasks/both.sh': script(`printf '{"text":"%s","stdin":%s}' "$PT_text" "$(cat)"`),
  'tasks/multi.json': metadata({
    implementations: [
      { name: 'multi.ps1', requirements: ['powershell'], input_method: 'powershell' },
      { name: 'multi_sh.sh', requirements: ['shell'], input_method: 'environment', files: ['lab/lib/'] },
    ],
    files: ['lab/files/greeting.txt'],
  }),
  'tasks/multi.ps1': 'exit 1\n',
  'tasks/multi_sh.sh': script('cat "$PT__installdir/lab/files/greeting.txt" "$PT__installdir/lab/lib/puppet/more.rb"'),
  'files/greeting.txt': 'hello\n',
  'lib/puppet/more.rb': 'more\n',
  'tasks/noop.json': metadata({ supports_noop: true, input_method: 'environment' }),
  'tasks/noop.sh': script('echo "noop=$PT__noop"'),
  'tasks/secret.json': metadata({
    parameters: { password: { type: 'String', sensitive: true } },
    input_method: 'environment',
  }),
  'tasks/secret.sh': script('echo "it is $PT_password"', 'echo "twice $PT_password" >&2'),
  'tasks/exit.sh': script('echo partial', 'echo why >&2', 'exit 7'),
  'tasks/error.sh': script(`echo '{"_error":{"kind":"lab/broken","msg":"it is broken","details":{"a":1}}}'`, 'exit 3'),
  'tasks/kill.sh': script('echo partial', 'kill -KILL $$'),
  'tasks/missing.sh': '#!/no/such/interpreter\n',
  'tasks/bytes.json': metadata({
    input_method: 'environment',
    parameters: { octal: { type: 'String' }, stream: { type: 'Integer' } },
  }),
  'tasks/bytes.sh': script('printf "$PT_octal" >&"$PT_stream"'),
  'tasks/length.json': metadata({ input_method: 'stdin', parameters: { text: {} } }),
  'tasks/length.sh': script('wc -c'),
  'tasks/big.sh': script('head -c 3000000 /dev/zero | tr "\\\\0" x'),
};

/** Writes the project into an empty directory. */
export async function writeProject(directory: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text, { mode: name.startsWith('tasks/') ? 0o755 : 0o644 });
  }
}

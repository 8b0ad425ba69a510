import { constants } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../node/index.ts';

/**
 * Runs a program so that it survives the agent: in a session of its own, its input from a file, its output into files,
 * its exit code written last and at once: an empty file is none.
 *
 * It stands in a file, not behind `sh -c`, because only then does every shell (dash, bash, busybox) say on its standard
 * error that a signal ended the program: `$?` alone cannot tell "killed by 9" from "exit 137". A program that SIGINT or
 * SIGPIPE ended counts as exit 130 or 141; shells keep silent there.
 *
 * The program writes into pipes, which `cat` empties into the files: with a file as its standard error,
 * `echo … >/dev/stderr` would truncate it. `ended` says that the program has, while something that it left in the
 * background holds a pipe open.
 */
const script = `# run-task.sh DIRECTORY INPUT UMASK EXECUTABLE [ARGUMENT...]   (written by baton agent)
directory=$1 input=$2 mask=$3
shift 3
# Whoever ends the program ends its processes one by one; its reporter must outlive them.
trap : HUP INT TERM
umask 027
exec 2>"$directory/wrapper"
started() { shift 19; printf '%s' "$1"; }
if [ -r /proc/$$/stat ]; then
  read -r stat </proc/$$/stat
  read -r boot </proc/sys/kernel/random/boot_id
  printf '%s %s\\n' "$(started \${stat##*) })" "$boot" >"$directory/start_time"
fi
echo $$ >"$directory/pid"
exec <"$input"
[ "$input" = /dev/null ] || rm -f "$input"
mkfifo "$directory/stdout.pipe" "$directory/stderr.pipe"
cat <"$directory/stdout.pipe" >>"$directory/stdout" &
copiers=$!
cat <"$directory/stderr.pipe" >>"$directory/stderr" &
copiers="$copiers $!"
echo "$copiers" >"$directory/copiers"
(umask "$mask"; exec "$@") >"$directory/stdout.pipe" 2>"$directory/stderr.pipe"
code=$?
if [ "$code" -gt 128 ] && [ -s "$directory/wrapper" ]; then
  code=$((code - 128))
  echo "$code" >"$directory/signal"
fi
echo "$code" >"$directory/ended"
wait $copiers
# Without another process: a stop that is still under way would end it. Unless the agent was first.
set -C
printf '%s' "$code" >"$directory/exitcode"
`;

/** Writes the wrapper into the agent's directory and answers with its path. */
export async function installWrapper(directory: string): Promise<string> {
  const path = join(directory, 'run-task.sh');
  await writeFileAtomic(path, script, 0o640);
  return path;
}

/** Whether a file of a workplace is of use only while the program runs. */
export function isTransient(name: string): boolean {
  return ['stdin', 'stdout.pipe', 'stderr.pipe', 'copiers', 'ended'].includes(name);
}

/** `SIGKILL` for 9; undefined for a number that is no signal here. */
export function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}

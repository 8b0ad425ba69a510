import type { Paint } from '../orchestrator-core/cli/index.ts';

/** The lines that a layout changed, old ones above the new, with their numbers; its lines are those of the source but for empty ones. */
export function lineChanges(before: string, after: string, paint: Paint): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const shown: string[] = [];
  const [removed, added]: [string[], string[]] = [[], []];
  const flush = () => {
    shown.push(
      ...removed.splice(0).map((line) => paint('red', line)),
      ...added.splice(0).map((line) => paint('green', line)),
    );
  };
  for (let [a, b] = [0, 0]; a < old.length || b < now.length; ) {
    const [left, right] = [old[a], now[b]];
    if (left === right) {
      flush();
      a += 1;
      b += 1;
      continue;
    }
    // Only empty lines come and go.
    const isGone = left !== undefined && left.trim() === '' && right?.trim() !== '';
    if (left !== undefined) removed.push(`-${a + 1}: ${left}`);
    if (right !== undefined && !isGone) added.push(`+${b + 1}: ${right}`);
    a += 1;
    if (!isGone) b += 1;
  }
  flush();
  return shown.join('\n');
}

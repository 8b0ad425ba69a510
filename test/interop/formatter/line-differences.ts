/** The lines in which two texts differ, as `-NUMBER old` and `+NUMBER new`. Layout alone keeps most lines. */
export function lineDifferences(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const found: string[] = [];
  let [a, b] = [0, 0];
  while (a < old.length || b < now.length) {
    const [left, right] = [old[a], now[b]];
    if (left === right) {
      a += 1;
      b += 1;
    } else if (left !== undefined && left.trim() === '' && right?.trim() !== '') {
      found.push(`-${a + 1} ${left}`);
      a += 1;
    } else if (right !== undefined && right.trim() === '' && left?.trim() !== '') {
      found.push(`+${b + 1} ${right}`);
      b += 1;
    } else {
      if (left !== undefined) found.push(`-${a + 1} ${left}`);
      if (right !== undefined) found.push(`+${b + 1} ${right}`);
      a += 1;
      b += 1;
    }
  }
  return found.join('\n');
}

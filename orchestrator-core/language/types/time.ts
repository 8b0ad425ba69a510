const second = 1_000_000_000n;
const day = 86_400n * second;

/** Reads a time in one of the formats in which Puppet writes it, UTC unless it says otherwise; nanoseconds since 1970. */
export function parseTimestamp(text: string): bigint | undefined {
  const found =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?)?\s*(UTC|Z|GMT|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (found === null) return undefined;
  const [, date, time = '00:00:00', fraction = '', zone = 'UTC'] = found;
  const milliseconds = Date.parse(`${date}T${time}${/^[+-]/.test(zone) ? zone.replace(/^(...):?/, '$1:') : 'Z'}`);
  return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

/** `2000-01-01T00:00:00.000000000 UTC`, as Puppet prints it. */
export function printTimestamp(nanoseconds: bigint): string {
  const rest = ((nanoseconds % second) + second) % second;
  const date = new Date(Number((nanoseconds - rest) / 1_000_000n));
  return `${date.toISOString().slice(0, 19)}.${String(rest).padStart(9, '0')} UTC`;
}

/** Reads a length of time such as `1-02:30:00.5`, `02:30:00` or `90`; nanoseconds. */
export function parseTimespan(text: string): bigint | undefined {
  const found = /^(-)?(?:(\d+)-)?(?:(\d+):)?(?:(\d+):)?(\d+)(?:\.(\d{1,9}))?$/.exec(text);
  if (found === null) return undefined;
  const [, sign, days = '0', first, middle, last = '0', fraction = ''] = found;
  // One colon stands between hours and minutes after days, and between minutes and seconds else.
  const [hours, minutes, seconds] =
    middle === undefined && first !== undefined && found[2] !== undefined
      ? [first, last, '0']
      : middle === undefined
        ? ['0', first ?? '0', last]
        : [first ?? '0', middle, last];
  const whole = BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds);
  const length = BigInt(days) * day + whole * second + BigInt(fraction.padEnd(9, '0'));
  return sign === undefined ? length : -length;
}

/** `0-01:00:00.0`, as Puppet prints it. */
export function printTimespan(nanoseconds: bigint): string {
  const length = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const seconds = (length % day) / second;
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map((part) => String(part).padStart(2, '0'));
  const fraction = String(length % second).replace(/0+$/, '') || '0';
  return `${nanoseconds < 0n ? '-' : ''}${length / day}-${clock.join(':')}.${fraction}`;
}

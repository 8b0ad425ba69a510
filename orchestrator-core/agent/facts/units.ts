import type { JsonObject } from '../../common/index.ts';

/** A size as Facter writes it: `15.51 GiB`, `512 bytes`. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  let power = Math.floor(Math.log2(bytes) / 10);
  let number = Math.round((100 * bytes) / 1024 ** power) / 100;
  if (number === 1024) {
    power += 1;
    number = 1;
  }
  return `${number.toFixed(2)} ${units[power - 1] ?? 'EiB'}`;
}

/** A frequency as Facter writes it: `2.70 GHz`. */
export function humanHertz(hertz: number): string {
  const prefixes = ['', 'k', 'M', 'G', 'T'];
  const power = Math.min(prefixes.length - 1, Math.floor(Math.log10(hertz) / 3));
  return `${(hertz / 1000 ** power).toFixed(2)} ${prefixes[power]}Hz`;
}

/** `memory.system` and `memory.swap` of Facter. */
export function memoryFact(total: number, available: number): JsonObject {
  const used = total - available;
  return {
    available: humanSize(available),
    available_bytes: available,
    capacity: `${((used / total) * 100).toFixed(2)}%`,
    total: humanSize(total),
    total_bytes: total,
    used: humanSize(used),
    used_bytes: used,
  };
}

/** `system_uptime` of Facter. */
export function uptimeFact(uptime: number): JsonObject {
  const seconds = Math.floor(uptime);
  const hours = Math.floor(seconds / 3600);
  const days = Math.floor(hours / 24);
  const minutes = String(Math.floor(seconds / 60) % 60).padStart(2, '0');
  const text = days === 0 ? `${hours}:${minutes} hours` : days === 1 ? '1 day' : `${days} days`;
  return { seconds, hours, days, uptime: text };
}

/** `full`, `major`, `minor` of a version. */
export function releaseFact(full: string): JsonObject {
  const [major = full, minor] = full.split('.');
  return { full, major, ...(minor === undefined ? {} : { minor }) };
}

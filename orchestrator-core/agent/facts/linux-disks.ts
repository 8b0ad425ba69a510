import { access, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../common/index.ts';
import { outputOf } from './program.ts';
import { known, namesIn, readText } from './read.ts';
import { humanSize } from './units.ts';

const blocks = '/sys/block';
const sectorSize = 512;
/** Milliseconds that `blkid` or `lsblk` may take: they read from disks, which may hang. */
const patience = 5000;
/** Milliseconds for a file system to say how full it is: one whose server is away never does. */
const mountPatience = 2000;

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function sized(sectors: string | undefined): JsonObject {
  const size = Number.parseInt(sectors ?? '0', 10) * sectorSize;
  return { size: humanSize(size), size_bytes: size };
}

/** Facter's `disks`; undefined where there are none. */
export async function disksFact(signal: AbortSignal): Promise<JsonObject | undefined> {
  const names: string[] = [];
  for (const name of await namesIn(blocks)) if (await isThere(join(blocks, name, 'device'))) names.push(name);
  if (names.length === 0) return undefined;
  const serials = await lsblk(names, signal);
  const disks = names.map(async (name): Promise<[string, JsonObject]> => {
    const read = (file: string) => readText(join(blocks, name, file));
    const [model, vendor, size, rotational] = await Promise.all(
      ['device/model', 'device/vendor', 'size', 'queue/rotational'].map(read),
    );
    const type = rotational === undefined ? undefined : rotational === '0' ? 'ssd' : 'hdd';
    const { serial, wwn } = serials.get(name) ?? {};
    return [name, { ...known({ model, serial, type, vendor, wwn }), ...(size === undefined ? {} : sized(size)) }];
  });
  return Object.fromEntries(await Promise.all(disks));
}

async function lsblk(
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, { readonly serial?: string; readonly wwn?: string }>> {
  const devices = names.map((name) => `/dev/${name}`);
  const args = ['--nodeps', '--noheadings', '--pairs', '--output', 'NAME,SERIAL,WWN', ...devices];
  const output = (await outputOf({ file: 'lsblk', arguments: args, timeout: patience }, signal)) ?? '';
  const lines = output.split('\n').map((line) => pairsOf(line));
  return new Map(
    lines.map((pairs) => [pairs.get('NAME') ?? '', known({ serial: pairs.get('SERIAL'), wwn: pairs.get('WWN') })]),
  );
}

function pairsOf(line: string): ReadonlyMap<string, string> {
  return new Map([...line.matchAll(/([A-Z_-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]));
}

/** Facter's `partitions`: those of disks, device mapper volumes and loop devices. */
export async function partitionsFact(signal: AbortSignal): Promise<JsonObject | undefined> {
  const devices = await namesIn(blocks);
  if (devices.length === 0) return undefined;
  const output = await outputOf({ file: 'blkid', arguments: [], timeout: patience }, signal);
  const identities = new Map(
    (output ?? '').split('\n').map((line) => [/^([^:]+):/.exec(line)?.[1] ?? '', pairsOf(line)] as const),
  );
  const partitions: Record<string, JsonObject> = {};
  const add = async (name: string, path: string, backing?: string): Promise<void> => {
    const identity = identities.get(name);
    partitions[name] = {
      ...sized(await readText(join(path, 'size'))),
      ...known({
        backing_file: backing,
        filesystem: identity?.get('TYPE'),
        uuid: identity?.get('UUID'),
        label: identity?.get('LABEL'),
        partuuid: identity?.get('PARTUUID'),
        partlabel: identity?.get('PARTLABEL'),
      }),
    };
  };
  for (const device of devices) {
    const path = join(blocks, device);
    if (await isThere(join(path, 'device'))) {
      for (const name of await namesIn(path)) {
        if (await isThere(join(path, name, 'partition'))) await add(`/dev/${name}`, join(path, name));
      }
    } else if (await isThere(join(path, 'dm'))) {
      const mapped = await readText(join(path, 'dm/name'));
      await add(mapped ? `/dev/mapper/${mapped}` : `/dev/${device}`, path);
    } else if (await isThere(join(path, 'loop'))) {
      await add(`/dev/${device}`, path, await readText(join(path, 'loop/backing_file')));
    }
  }
  return partitions;
}

/** A line of `/proc/self/mounts`, with its octal escapes read. */
export function parseMounts(text: string): readonly {
  readonly device: string;
  readonly path: string;
  readonly filesystem: string;
  readonly options: readonly string[];
}[] {
  const plain = (field: string): string =>
    field.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
  return text.split('\n').flatMap((line) => {
    const [device, path, filesystem, options] = line.split(' ');
    if (device === undefined || path === undefined || filesystem === undefined || options === undefined) return [];
    return [{ device: plain(device), path: plain(path), filesystem, options: options.split(',') }];
  });
}

/** Facter's `mountpoints`: without what the kernel makes up in `/proc` and `/sys`. */
export async function mountpointsFact(): Promise<JsonObject | undefined> {
  const text = await readText('/proc/self/mounts');
  if (text === undefined) return undefined;
  const wanted = parseMounts(text).filter(
    ({ path, filesystem }) =>
      !(/^\/(proc|sys)/.test(path) && filesystem !== 'tmpfs') && filesystem !== 'autofs' && path.startsWith('/'),
  );
  const facts = wanted.map(
    async ({ path, ...mount }): Promise<[string, JsonObject]> => [path, { ...mount, ...(await spaceOf(path)) }],
  );
  return Object.fromEntries(await Promise.all(facts));
}

/** How much a file system holds; zeros where it does not say. */
export async function spaceOf(path: string): Promise<JsonObject> {
  const { promise: late, resolve: give } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => give(undefined), mountPatience);
  const found = await Promise.race([statfs(path).catch(() => undefined), late]);
  clearTimeout(timer);
  const { bsize = 0, blocks: count = 0, bfree = 0, bavail = 0 } = found ?? {};
  const [size, available, used] = [count * bsize, bavail * bsize, (count - bfree) * bsize];
  const total = used + available;
  const capacity = used === total ? '100%' : used > 0 ? `${((used / total) * 100).toFixed(2)}%` : '0%';
  return {
    available: humanSize(available),
    available_bytes: available,
    capacity,
    size: humanSize(size),
    size_bytes: size,
    used: humanSize(used),
    used_bytes: used,
  };
}

/** Facter's `filesystems`: those that the kernel knows and that are on devices. */
export async function filesystemsFact(): Promise<string | undefined> {
  const text = await readText('/proc/filesystems');
  const names = text?.split('\n').filter((line) => !line.startsWith('nodev'));
  return names
    ?.map((line) => line.trim())
    .filter((name) => name !== '' && name !== 'fuseblk')
    .sort()
    .join(',');
}

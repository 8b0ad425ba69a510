import { join } from 'node:path';
import type { JsonObject } from '../../common/index.ts';
import { known, type Machine } from './machine.ts';
import type { MountLine } from './space.ts';
import { humanSize } from './units.ts';

const blocks = '/sys/block';
const sectorSize = 512;

function sized(sectors: string | undefined): JsonObject {
  // Some devices say nothing.
  const size = (Number.parseInt(sectors ?? '0', 10) || 0) * sectorSize;
  return { size: humanSize(size), size_bytes: size };
}

/** Facter's `disks`; undefined where there are none. */
export async function disksFact(machine: Machine): Promise<JsonObject | undefined> {
  const names: string[] = [];
  for (const name of await machine.names(blocks)) {
    if (await machine.has(join(blocks, name, 'device'))) names.push(name);
  }
  if (names.length === 0) return undefined;
  const devices = names.map((name) => `/dev/${name}`);
  const serials = await lsblk(machine, '--nodeps', '--output', 'NAME,SERIAL,WWN', ...devices);
  const disks = names.map(async (name): Promise<[string, JsonObject]> => {
    const read = (file: string) => machine.read(join(blocks, name, file));
    const [model, vendor, size, rotational] = await Promise.all(
      ['device/model', 'device/vendor', 'size', 'queue/rotational'].map(read),
    );
    const type = rotational === undefined ? undefined : rotational === '0' ? 'ssd' : 'hdd';
    const own = serials.get(`/dev/${name}`);
    const details = { model, serial: own?.get('SERIAL'), type, vendor, wwn: own?.get('WWN') };
    return [name, { ...known(details), ...(size === undefined ? {} : sized(size)) }];
  });
  return Object.fromEntries(await Promise.all(disks));
}

/** What `lsblk` prints, by the path of the device. */
async function lsblk(machine: Machine, ...words: string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const output = (await machine.ask('lsblk', '--paths', '--noheadings', '--pairs', ...words)) ?? '';
  return new Map(
    output
      .split('\n')
      .map(pairsOf)
      .map((pairs) => [pairs.get('NAME') ?? '', pairs]),
  );
}

function pairsOf(line: string): ReadonlyMap<string, string> {
  return new Map([...line.matchAll(/([A-Z_-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]));
}

/** What is on partitions, by their paths: `lsblk` tells it to everybody; an old one, or of what it leaves out, `blkid`. */
async function contentsOf(machine: Machine): Promise<(path: string) => JsonObject> {
  const columns = 'NAME,FSTYPE,UUID,LABEL,PARTUUID,PARTLABEL,PARTTYPE';
  const listed = await lsblk(machine, '--output', columns);
  const identities = new Map(
    ((await machine.ask('blkid')) ?? '').split('\n').map((line) => [/^([^:]+):/.exec(line)?.[1] ?? '', pairsOf(line)]),
  );
  return (path) => {
    const one = listed.get(path);
    const isTold = one !== undefined && [...one].some(([key, value]) => key !== 'NAME' && value !== '');
    const said = isTold ? one : identities.get(path);
    return known({
      filesystem: said?.get('FSTYPE') ?? said?.get('TYPE'),
      uuid: said?.get('UUID'),
      label: said?.get('LABEL'),
      partuuid: said?.get('PARTUUID'),
      partlabel: said?.get('PARTLABEL'),
      parttype: said?.get('PARTTYPE'),
    });
  };
}

/** Facter's `partitions`: those of disks, device mapper volumes and loop devices, each with where it is mounted. */
export async function partitionsFact(machine: Machine, mounts: readonly MountLine[]): Promise<JsonObject | undefined> {
  const devices = await machine.names(blocks);
  if (devices.length === 0) return undefined;
  const contents = await contentsOf(machine);
  const mounted = new Map(mounts.map(({ device, path }) => [device, path]));
  const partitions: Record<string, JsonObject> = {};
  const add = async (name: string, path: string, backing?: string): Promise<void> => {
    const size = await machine.read(join(path, 'size'));
    const places = known({ backing_file: backing, mount: mounted.get(name) });
    partitions[name] = { ...sized(size), ...contents(name), ...places };
  };
  for (const device of devices) {
    const path = join(blocks, device);
    if (await machine.has(join(path, 'device'))) {
      for (const name of await machine.names(path)) {
        if (await machine.has(join(path, name, 'partition'))) await add(`/dev/${name}`, join(path, name));
      }
    } else if (await machine.has(join(path, 'dm'))) {
      const mapped = await machine.read(join(path, 'dm/name'));
      await add(mapped ? `/dev/mapper/${mapped}` : `/dev/${device}`, path);
    } else if (await machine.has(join(path, 'loop'))) {
      await add(`/dev/${device}`, path, await machine.read(join(path, 'loop/backing_file')));
    }
  }
  return partitions;
}

/** The mounts in `/proc/self/mounts`, with its octal escapes read, and `/dev/root` as what the kernel was told. */
export async function linuxMounts(machine: Machine): Promise<readonly MountLine[] | undefined> {
  const [text, commandLine = ''] = await Promise.all([
    machine.read('/proc/self/mounts'),
    machine.read('/proc/cmdline'),
  ]);
  if (text === undefined) return undefined;
  const root = /(?:^|\s)root=(\/\S+)/.exec(commandLine)?.[1];
  return parseMounts(text).map((mount) =>
    mount.device === '/dev/root' && root !== undefined ? { ...mount, device: root } : mount,
  );
}

/** The lines of `/proc/self/mounts`. */
export function parseMounts(text: string): readonly MountLine[] {
  const plain = (field: string): string =>
    field.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
  return text.split('\n').flatMap((line) => {
    const [device, path, filesystem, options] = line.split(' ');
    if (device === undefined || path === undefined || filesystem === undefined || options === undefined) return [];
    return [{ device: plain(device), path: plain(path), filesystem, options: options.split(',') }];
  });
}

/** Whether Facter has a mount among `mountpoints`: it leaves out what the kernel makes up in `/proc` and `/sys`. */
export function isMountpoint({ path, filesystem }: MountLine): boolean {
  return !(/^\/(proc|sys)/.test(path) && filesystem !== 'tmpfs') && filesystem !== 'autofs' && path.startsWith('/');
}

/** Facter's `filesystems`: those that the kernel knows and that are on devices. */
export async function filesystemsFact(machine: Machine): Promise<string | undefined> {
  const text = await machine.read('/proc/filesystems');
  const names = text?.split('\n').filter((line) => !line.startsWith('nodev'));
  return names
    ?.map((line) => line.trim())
    .filter((name) => name !== '' && name !== 'fuseblk')
    .sort()
    .join(',');
}

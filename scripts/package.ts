/** `npm run package`: builds the extension and packs it into one `.vsix`, the same bytes for the same sources. */
import { readFileSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { build, root } from './build.ts';
import { run } from './command.ts';

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** Where the package is written, unless the caller says otherwise; absolute. */
export const vsixPath: string = join(root, 'artifacts', `${manifest.name}-${manifest.version}.vsix`);

/** The extension's identifier, as VS Code knows it. */
export const extensionId: string = `${manifest.publisher}.${manifest.name}`;

/** The files that a package holds, relative to the repository, sorted. */
export async function packagedFiles(): Promise<readonly string[]> {
  return (await listFiles({ cwd: root, packageManager: PackageManager.None })).sort();
}

/** Builds and packs. @returns the package's path. @throws Error with vsce's words when it refuses. */
export async function packageExtension(packagePath: string = vsixPath): Promise<string> {
  await build();
  await mkdir(dirname(packagePath), { recursive: true });
  // vsce stamps every file with this moment instead of its own, so that two packages of one commit are equal.
  const env = { ...process.env, SOURCE_DATE_EPOCH: '946684800', TZ: 'UTC' };
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const vsce = join(root, 'node_modules/.bin/vsce');
  const end = await run(vsce, ['package', ...flags, '--out', packagePath], { env });
  if (end.code !== 0) throw new Error(`vsce could not pack the extension:\n${end.output}`);
  return packagePath;
}

if (import.meta.main) {
  const path = await packageExtension();
  const { size } = await stat(path);
  console.log(`${path}  ${(size / 1e6).toFixed(2)} MB`);
}

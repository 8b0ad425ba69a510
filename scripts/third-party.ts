import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  /** The older form of the same. */
  readonly licenses?: readonly { readonly type: string }[];
  readonly homepage?: string;
}

/** The package's folder that a bundled file belongs to, below `node_modules`. */
function packageOf(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

function entry(root: string, folder: string): string {
  const place = join(root, folder);
  const manifest = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as Manifest;
  const texts = readdirSync(place)
    .filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
    .sort()
    .map((name) => readFileSync(join(place, name), 'utf8').trim());
  const text = texts.length === 0 ? 'The package carries no licence text.' : texts.join('\n\n');
  const licence = manifest.license ?? manifest.licenses?.map(({ type }) => type).join(', ') ?? 'unstated';
  const heading = `## ${manifest.name} ${manifest.version}\n\nLicence: ${licence}`;
  return `${heading}\n\n\`\`\`\`text\n${text.replaceAll('\r\n', '\n')}\n\`\`\`\`\n`;
}

/** The licences of everything that a set of bundled files came from, as Markdown, in the packages' order. */
export function thirdPartyNotices(root: string, files: Iterable<string>): string {
  const folders = new Set<string>();
  for (const file of files) {
    const folder = packageOf(file);
    if (folder !== undefined && existsSync(join(root, folder, 'package.json'))) folders.add(folder);
  }
  const introduction = '# Third parties\n\nBaton contains code of these packages, under their own licences.\n';
  return [introduction, ...[...folders].sort().map((folder) => entry(root, folder))].join('\n');
}

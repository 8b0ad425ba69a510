/** Makes a control repository as large ones are, the same at every run. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A control repository on the disk. */
export interface ControlRepository {
  readonly directory: string;
  readonly files: number;
  readonly bytes: number;
  /** A manifest that uses classes of many modules, relative to the directory. */
  readonly open: string;
  remove(): Promise<void>;
}

/** Manifests of real modules have between 10 and 400 lines; most are short. */
function linesOf(index: number): number {
  if (index % 50 === 0) return 400;
  return index % 7 === 0 ? 150 : 20 + ((index * 13) % 50);
}

function className(module: number, file: number): string {
  return file === 0 ? `module_${module}` : `module_${module}::part_${file}`;
}

function manifest(modules: number, filesPerModule: number, module: number, file: number): string {
  const index = module * filesPerModule + file;
  const lines: string[] = [];
  const other = (step: number) =>
    className((module + step * 7) % modules, (file + step * 3) % Math.max(1, filesPerModule - 2));
  lines.push(
    '# @summary Manages a part of what the module manages.',
    '#',
    '# @param ensure Whether it should be there.',
    '# @param options What else there is to say about it.',
    `class ${className(module, file)} (`,
    "  Enum['present', 'absent'] $ensure = 'present',",
    '  Hash[String, Variant[String, Integer, Boolean]] $options = {},',
    '  Optional[Integer[1, 65535]] $port = undef,',
    ') {',
    `  include ${other(1)}`,
    `  contain ${other(2)}`,
  );
  for (let block = 0; lines.length < linesOf(index); block += 1) {
    lines.push(
      `  $path_${block} = "/etc/module_${module}/\${ensure}/${block}.conf"`,
      `  if $options['block_${block}'] {`,
      `    file { $path_${block}:`,
      '      ensure  => file,',
      "      mode    => '0644',",
      `      content => template('module_${module}/block.erb'),`,
      `      require => Class['${other(block)}'],`,
      '    }',
      `    notice("wrote \${path_${block}} on \${facts['networking']['fqdn']}")`,
      '  }',
    );
  }
  lines.push('}', '');
  return lines.join('\n');
}

function definedType(module: number): string {
  return `# @summary An instance of module ${module}.
define module_${module}::instance (String[1] $owner, Integer $size = 1) {
  file { "/srv/\${title}": ensure => directory, owner => $owner }
}
`;
}

function alias(module: number): string {
  return `type Module_${module}::Name = Variant[Pattern[/\\A[a-z]+\\z/], Enum['all']]\n`;
}

/** Writes `count` manifests in modules of 25 into a new temporary directory. */
export async function makeControlRepository(count: number): Promise<ControlRepository> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-control-repository-'));
  const filesPerModule = 25;
  const modules = Math.floor(count / filesPerModule);
  let files = 0;
  let bytes = 0;
  const write = async (name: string, text: string) => {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    bytes += text.length;
    if (name.endsWith('.pp')) files += 1;
  };
  await write('environment.conf', 'modulepath = site-modules:modules:$basemodulepath\n');
  await write('manifests/site.pp', 'node default {\n  include module_0\n}\n');
  for (let module = 0; module < modules; module += 1) {
    const home = `${module % 5 === 0 ? 'site-modules' : 'modules'}/module_${module}`;
    for (let file = 0; file < filesPerModule - 2; file += 1) {
      const name = file === 0 ? 'init' : `part_${file}`;
      await write(`${home}/manifests/${name}.pp`, manifest(modules, filesPerModule, module, file));
    }
    await write(`${home}/manifests/instance.pp`, definedType(module));
    await write(`${home}/types/name.pp`, alias(module));
    const dependencies = [{ name: 'puppetlabs-stdlib', version_requirement: '>= 4.0.0' }];
    await write(`${home}/metadata.json`, JSON.stringify({ name: `site-module_${module}`, dependencies }));
  }
  return {
    directory,
    files,
    bytes,
    open: 'site-modules/module_0/manifests/init.pp',
    remove: () => rm(directory, { recursive: true }),
  };
}

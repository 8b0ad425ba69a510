import { baseName, extension, joinPath, parentPath, stem } from '../../orchestrator-core/common/index.ts';
import {
  type Declaration,
  type DeclarationKind,
  type FileSummary,
  isAssignable,
  type ParameterDeclaration,
  parse,
  parseType,
  summarize,
} from '../../orchestrator-core/language/index.ts';
import { readYamlPlan, yamlPlanDeclaration, yamlPlanName, yamlPlanUses } from '../../orchestrator-core/plans/index.ts';
import type { Module } from '../../orchestrator-core/project/index.ts';
import type { Span } from '../documents/words.ts';
import { dialectOf } from '../puppet/document.ts';
import { parseMetadata } from '../task-metadata/metadata.ts';
import type { Unit, UnitKind } from './module-files.ts';

/** What Ruby source declares; rejects when it cannot be read at all. */
export type RubyReader = (kind: UnitKind, text: string, path: string) => Promise<readonly Declaration[]>;

/** What a unit declares and uses. `texts` are those of its files, in their order. */
export async function readUnit(
  module: Module,
  unit: Unit,
  texts: readonly string[],
  readRuby: RubyReader | undefined,
): Promise<FileSummary> {
  const text = texts[0] ?? '';
  switch (unit.kind) {
    case 'puppet':
      return readManifest(unit.path, text);
    case 'template': {
      const { mentions } = summarize(parse(text, { epp: true }), unit.path);
      return { declarations: [], mentions };
    }
    case 'yaml-plan':
      return readPlan(module, unit.path, text);
    case 'task':
      return { declarations: [taskDeclaration(module, unit, texts)], mentions: [] };
    default:
      return { declarations: await readRubyFile(module, unit, text, readRuby), mentions: [] };
  }
}

/** What a Puppet source declares and uses. */
function readManifest(path: string, text: string): FileSummary {
  const dialect = dialectOf(path, text);
  return summarize(parse(text, { tasks: dialect === 'plan', epp: dialect === 'template' }), path);
}

function readPlan(module: Module, path: string, text: string): FileSummary {
  const name = yamlPlanName(module.name, path.slice(joinPath(module.directory, 'plans').length + 1));
  const { plan } = readYamlPlan(text, name);
  const mentions = new Set(yamlPlanUses(plan).map((use) => `${use.kind} ${use.name}`));
  return { declarations: [yamlPlanDeclaration(plan, path)], mentions: [...mentions] };
}

const nowhere: Span = { start: 0, end: 0 };

function taskDeclaration(module: Module, { path, files }: Unit, texts: readonly string[]): Declaration {
  const base = baseName(path);
  const index = files.findIndex((file) => extension(file) === '.json');
  const metadataPath = files[index];
  const origin = { kind: 'file' as const, path: metadataPath ?? files[0] ?? path, name: nowhere };
  const name = base === 'init' ? module.name : `${module.name}::${base}`;
  if (metadataPath === undefined) return { kind: 'task', name, signatures: [], origin };
  const metadata = parseMetadata({ path: metadataPath, text: texts[index] ?? '', version: '' });
  const parameters = metadata.parameters?.map(
    (parameter): ParameterDeclaration => ({
      name: parameter.name,
      isOptional: parameter.default !== undefined || mayBeLeftOut(parameter.type?.map.value),
      span: parameter.nameSpan,
      ...(parameter.type === undefined ? {} : { type: parameter.type.map.value }),
      ...(parameter.default === undefined
        ? {}
        : { default: textOf(texts[index] ?? '', parameter.default.offset, parameter.default.length) }),
      ...(parameter.sensitive ? { isSensitive: true } : {}),
      ...(parameter.description === undefined ? {} : { description: parameter.description }),
    }),
  );
  const isKnown = parameters !== undefined && !metadata.isBroken;
  return {
    kind: 'task',
    name,
    // Without `parameters` a task takes whatever it is given.
    signatures: isKnown ? [{ parameters }] : [],
    ...(metadata.description === undefined && !metadata.isPrivate
      ? {}
      : {
          documentation: { text: metadata.description ?? '', ...(metadata.isPrivate ? { isPrivate: true } : {}) },
        }),
    origin,
    ...(metadata.supportsNoop ? { supportsNoop: true } : {}),
  };
}

function textOf(text: string, offset: number, length: number): string {
  return text.slice(offset, offset + length);
}

/** Whether a task's parameter of that type accepts undef. What an alias accepts is not known here: then nothing is demanded. */
function mayBeLeftOut(type: string | undefined): boolean {
  if (type === undefined || type.includes('::')) return true;
  const read = parseType(type, () => undefined);
  return read.type === undefined || read.faults.length > 0 || isAssignable(read.type, { kind: 'Undef' });
}

const rubyKinds: Readonly<Partial<Record<UnitKind, { readonly kind: DeclarationKind; readonly directory: string }>>> = {
  'ruby-function': { kind: 'function', directory: 'lib/puppet/functions' },
  'ruby-legacy-function': { kind: 'function', directory: 'lib/puppet/parser/functions' },
  'ruby-resource-type': { kind: 'resource-type', directory: 'lib/puppet/type' },
  'ruby-data-type': { kind: 'type', directory: 'lib/puppet/datatypes' },
};

/** What the file's place says that it declares, where the Ruby in it does not. */
async function readRubyFile(
  module: Module,
  unit: Unit,
  text: string,
  readRuby: RubyReader | undefined,
): Promise<readonly Declaration[]> {
  const place = rubyKinds[unit.kind];
  if (place === undefined) return [];
  const read = (await readRuby?.(unit.kind, text, unit.path).catch(() => [])) ?? [];
  const [first] = read;
  const inside = unit.path.slice(joinPath(module.directory, place.directory).length + 1);
  const parts = joinPath(parentPath(inside), stem(inside))
    .split('/')
    .filter((part) => part !== '.');
  const name = place.kind === 'type' ? parts.map(capitalised).join('::') : parts.join('::');
  const isNamed = read.some((declaration) => declaration.name.toLowerCase() === name.toLowerCase());
  const origin = { kind: 'file' as const, path: unit.path, name: nowhere };
  // A file that declares something of another name is loaded for its own name all the same.
  return isNamed || (first !== undefined && place.kind === 'type')
    ? read
    : [...read, { kind: place.kind, name, signatures: [], origin }];
}

function capitalised(name: string): string {
  return name.replace(/(?:^|_)([a-z])/g, (_whole, letter: string) => letter.toUpperCase());
}

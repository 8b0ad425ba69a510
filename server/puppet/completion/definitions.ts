// biome-ignore-all lint/suspicious/noTemplateCurlyInString: stops of snippets

import { referenceName } from '../../../orchestrator-core/language/index.ts';
import type { Completion } from '../../documents/answers.ts';
import { moduleDirectory } from '../../documents/module-directory.ts';

import { autoloadedName } from '../autoload.ts';
import type { PuppetCode } from '../code.ts';
import type { Site } from './site.ts';

type DefinitionKind = 'class' | 'define' | 'plan' | 'function' | 'type';

const places: Readonly<Record<string, readonly DefinitionKind[]>> = {
  manifests: ['class', 'define'],
  plans: ['plan'],
  functions: ['function'],
  types: ['type'],
};

/** The name that the file at a path has to declare by the rules of Puppet's autoloader, and as what. */
function autoloadName({
  path,
  module,
}: PuppetCode): { readonly kinds: readonly DefinitionKind[]; readonly name: string } | undefined {
  if (module === undefined) return undefined;
  const directory = moduleDirectory(path);
  const kinds = directory === undefined ? undefined : places[path.slice(directory.length + 1).split('/')[0] ?? ''];
  const [kind] = kinds ?? [];
  if (directory === undefined || kinds === undefined) return undefined;
  const name = kind === undefined ? undefined : autoloadedName({ name: module, directory }, kind, path);
  if (name === undefined) return undefined;
  return { kinds, name: kind === 'type' ? referenceName(name) : name };
}

const bodies: Readonly<Record<DefinitionKind, (name: string) => string>> = {
  class: (name) => `class ${name} (\n  $1\n) {\n  $0\n}`,
  define: (name) => `define ${name} (\n  $1\n) {\n  $0\n}`,
  plan: (name) => `plan ${name}(\n  TargetSpec \\$\${1:targets},\n) {\n  $0\n}`,
  function: (name) => `function ${name}(\${1:Any} \\$\${2:value}) >> \${3:Any} {\n  $0\n}`,
  type: (name) => `type ${name} = \${1:String[1]}`,
};

const texts: Readonly<Record<DefinitionKind, string>> = {
  class: 'A class: declared once for a node.',
  define: 'A defined type: declared as often as it is needed, each time with another title.',
  plan: 'A plan: steps that Bolt runs on targets.',
  function: 'A function in the Puppet language.',
  type: 'Another name for a data type.',
};

/** Whole definitions with the name that belongs to the file; those that the file is for come first. */
export function completeDefinitions({ code, cursor: { span } }: Site): readonly Completion[] {
  const autoload = autoloadName(code);
  const kinds: readonly DefinitionKind[] =
    autoload?.kinds ?? (code.dialect === 'plan' ? ['plan'] : ['class', 'define', 'function']);
  return kinds.map((kind) => ({
    label: kind,
    kind: 'snippet',
    span,
    insert: bodies[kind](autoload?.name ?? '${9:name}'),
    isSnippet: true,
    ...(autoload === undefined ? {} : { detail: `${kind} ${autoload.name}` }),
    documentation: texts[kind],
    sort: `0${kind}`,
  }));
}

/** The name that belongs to the file, behind `plan`, `class` and the like. */
export function completeDefinitionName({ code, cursor: { span } }: Site, keyword: string): readonly Completion[] {
  const autoload = autoloadName(code);
  if (autoload === undefined || !autoload.kinds.some((kind) => kind === keyword)) return [];
  return [{ label: autoload.name, kind: 'class', span, insert: autoload.name, detail: 'by the name of this file' }];
}

import { joinPath, parentPath, stem } from '../../../orchestrator-core/common/index.ts';
import { type DeclarationKind, referenceName, type SyntaxNode } from '../../../orchestrator-core/language/index.ts';
import type { FileChange, Fix } from '../../documents/words.ts';
import { autoloadedPath } from '../autoload.ts';
import { type CallSite, callSitesOf } from '../call-site.ts';
import { foreign } from '../rename/renaming.ts';
import type { FixContext } from './fixes.ts';

const kinds: Readonly<Record<string, DeclarationKind>> = {
  'unknown-class': 'class',
  'unknown-data-type': 'type',
  'unknown-function': 'function',
  'unknown-plan': 'plan',
  'unknown-task': 'task',
};

/** How each kind is called in a title. */
const words: Readonly<Partial<Record<DeclarationKind, string>>> = {
  class: 'class',
  define: 'defined type',
  function: 'function',
  plan: 'plan',
  task: 'task',
  type: 'type',
};

/** Makes what a name stands for and is nowhere: in a module of the open folders, with the parameters that it is given. */
export async function creationFixes({ workspace, document, finding }: FixContext): Promise<readonly Fix[]> {
  const asked = kinds[finding.code];
  const name = finding.name?.replace(/^::/, '');
  if (asked === undefined || name?.includes('::') !== true) return [];
  const { text, path } = document.source;
  const modules = await workspace.modulesAround(path);
  const module = modules.find((each) => each.name === name.split('::')[0]?.toLowerCase());
  if (module === undefined) return [];
  const site = siteAt(document.nodes(), text, finding.start, finding.end);
  const kind = asked === 'class' && isResource(document.nodes(), finding.start) ? 'define' : asked;
  const target = autoloadedPath(module, kind, name, kind === 'task' ? 'x.sh' : 'x.pp');
  if (target === undefined || foreign(workspace, target) !== undefined) return [];
  const call = callAt(document.nodes(), finding.start);
  const files =
    kind === 'task' ? taskFiles(target, site) : [{ path: target, changes: [], create: source(kind, name, site, call) }];
  for (const file of files) if ((await workspace.files.stat(file.path)) !== undefined) return [];
  return [{ title: `Create the ${words[kind] ?? kind} '${kind === 'type' ? referenceName(name) : name}'`, files }];
}

function siteAt(nodes: readonly SyntaxNode[], text: string, start: number, end: number): CallSite | undefined {
  return nodes
    .flatMap((node) => callSitesOf(node, text))
    .find(({ nameSpan }) => nameSpan.start <= end && start <= nameSpan.end);
}

/** Whether the name is the type of a resource, or a reference to one. */
function isResource(nodes: readonly SyntaxNode[], start: number): boolean {
  return nodes.some(
    (node) =>
      ((node.kind === 'resource' || node.kind === 'resource-defaults' || node.kind === 'collector') &&
        node.type.start === start) ||
      (node.kind === 'access' && node.left.start === start),
  );
}

function callAt(nodes: readonly SyntaxNode[], start: number): SyntaxNode | undefined {
  return nodes.find(
    (node) =>
      (node.kind === 'call' && node.functor.start === start) ||
      (node.kind === 'method-call' && node.name.start === start),
  );
}

function taskFiles(script: string, site: CallSite | undefined): readonly FileChange[] {
  const given = (site?.named ?? []).filter(({ name }) => !name.startsWith('_'));
  const parameters = given.map(({ name, value }) => [name, { type: typeOf(value), description: '' }] as const);
  const metadata = { description: '', parameters: Object.fromEntries(parameters) };
  const reads = given.map(({ name }) => `# $PT_${name}\n`).join('');
  return [
    {
      path: joinPath(parentPath(script), `${stem(script)}.json`),
      changes: [],
      create: `${JSON.stringify(metadata, null, 2)}\n`,
    },
    { path: script, changes: [], create: `#!/bin/sh\nset -eu\n${reads}` },
  ];
}

function source(kind: DeclarationKind, name: string, site: CallSite | undefined, call: SyntaxNode | undefined): string {
  if (kind === 'type') return `type ${referenceName(name)} = Any\n`;
  const word = kind;
  const parameters =
    kind === 'function' ? positional(call) : [...(kind === 'plan' ? targets(site) : []), ...named(site)];
  const list =
    parameters.length === 0
      ? kind === 'class'
        ? ''
        : '()'
      : `(\n${parameters.map((each) => `  ${each},\n`).join('')})`;
  return `${word} ${name.toLowerCase()}${list} {\n}\n`;
}

/** Bolt gives what stands behind a plan's name to its parameter `targets`, unless that is a hash of parameters. */
function targets(site: CallSite | undefined): readonly string[] {
  const given = site?.node.kind === 'call' ? site.node.arguments[1] : undefined;
  const isKnown = given?.kind === 'string' || (given?.kind === 'variable' && /target|node|host/.test(given.name));
  return isKnown && !site?.named.some(({ name }) => name === 'targets') ? ['TargetSpec $targets'] : [];
}

function named(site: CallSite | undefined): readonly string[] {
  const given = (site?.named ?? []).filter(({ name }) => /^[a-z]\w*$/.test(name));
  return given.map(({ name, value }) => `${typeOf(value) === 'Any' ? '' : `${typeOf(value)} `}$${name}`);
}

/** Named after the variables that are given, where there are any. */
function positional(call: SyntaxNode | undefined): readonly string[] {
  if (call?.kind !== 'call' && call?.kind !== 'method-call') return [];
  const given = call.kind === 'method-call' ? [call.left, ...call.arguments] : call.arguments;
  const taken = new Set<string>();
  return given.map((argument, index) => {
    const own = argument.kind === 'variable' && !argument.name.includes('::') ? argument.name : `value${index + 1}`;
    const name = taken.has(own) ? `value${index + 1}` : own;
    taken.add(name);
    return `$${name}`;
  });
}

function typeOf({ kind }: SyntaxNode): string {
  switch (kind) {
    case 'string':
    case 'interpolation':
    case 'name':
    case 'heredoc':
      return 'String';
    case 'number':
      return 'Numeric';
    case 'true':
    case 'false':
      return 'Boolean';
    case 'list':
      return 'Array';
    case 'hash':
      return 'Hash';
    default:
      return 'Any';
  }
}

import { joinPath } from '../../orchestrator-core/common/index.ts';
import type { SyntaxNode } from '../../orchestrator-core/language/index.ts';
import type { Module } from '../../orchestrator-core/project/index.ts';
import type { Span } from '../documents/words.ts';
import { wordOf } from './call-site.ts';
import type { PuppetDocument } from './document.ts';

/** A text that names a file of a module; the first of `targets` that exists is meant. */
export interface NamedFile {
  /** Without quotes. */
  readonly span: Span;
  readonly targets: readonly string[];
}

/**
 * The files that a source names: `puppet:///modules/MODULE/PATH` wherever it stands, and what functions take as
 * `MODULE/PATH`. Whether they exist is not asked.
 */
export function namedFiles(document: PuppetDocument, modules: readonly Module[]): readonly NamedFile[] {
  const { text } = document.source;
  return document.nodes().flatMap((node): readonly NamedFile[] => {
    if (node.kind === 'string') return urlOf(node, text, modules);
    const called = node.kind === 'call' && node.functor.kind === 'name' ? node.functor.value : undefined;
    const directories = called === undefined ? undefined : takesFile.get(called.replace(/^::/, ''));
    if (node.kind !== 'call' || directories === undefined) return [];
    const named = takesFiles.has(called ?? '') ? node.arguments : node.arguments.slice(0, 1);
    return named.flatMap((argument) => fileOf(argument, text, modules, directories));
  });
}

function urlOf(node: SyntaxNode, text: string, modules: readonly Module[]): readonly NamedFile[] {
  const word = wordOf(node, text);
  const [, path] = /^puppet:\/\/\/modules\/(.+)$/.exec(word?.name ?? '') ?? [];
  return word === undefined || path === undefined ? [] : targetsOf(path, word.nameSpan, modules, () => ['files']);
}

/** Directories of a module where a path behind its name is looked up, in their order. */
type Directories = (path: string) => readonly string[];

const inTemplates: Directories = () => ['templates'];
const inFiles: Directories = () => ['files'];
/** As Bolt finds files: `MODULE/files/…` and `MODULE/scripts/…` may be said in full. */
const anywhere: Directories = (path) => (/^(files|scripts)\//.test(path) ? ['files', ''] : ['files']);

/** Functions whose first argument names a file of a module. */
const takesFile: ReadonlyMap<string, Directories> = new Map([
  ['epp', inTemplates],
  ['template', inTemplates],
  ['file', inFiles],
  ['find_file', inFiles],
  ['binary_file', inFiles],
  ['find_template', inTemplates],
  ['run_script', anywhere],
  ['upload_file', anywhere],
  ['file::read', anywhere],
  ['file::exists', anywhere],
  ['file::readable', anywhere],
]);

/** Those of them that take several, of which the first that exists counts. */
const takesFiles: ReadonlySet<string> = new Set(['file', 'template', 'find_file', 'find_template']);

function fileOf(
  node: SyntaxNode,
  text: string,
  modules: readonly Module[],
  directories: Directories,
): readonly NamedFile[] {
  const word = wordOf(node, text);
  return word === undefined ? [] : targetsOf(word.name, word.nameSpan, modules, directories);
}

function targetsOf(
  name: string,
  span: Span,
  modules: readonly Module[],
  directories: Directories,
): readonly NamedFile[] {
  const [, module, path = ''] = /^([a-z]\w*)\/(.+)$/.exec(name) ?? [];
  const found = modules.find((each) => each.name === module);
  if (found === undefined || path.split('/').includes('..')) return [];
  const home = found.directory;
  return [
    {
      span,
      targets: directories(path).map((each) => (each === '' ? joinPath(home, path) : joinPath(home, each, path))),
    },
  ];
}

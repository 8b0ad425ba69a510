import { joinPath } from '../../orchestrator-core/common/index.ts';
import type { Module } from '../../orchestrator-core/project/index.ts';
import type { Span } from '../documents/words.ts';
import type { PuppetDocument } from './document.ts';

/** The files that `puppet:///modules/MODULE/PATH` names, whether they exist or not. */
export function puppetFileUrls(
  document: PuppetDocument,
  modules: readonly Module[],
): readonly { readonly span: Span; readonly target: string }[] {
  return document.nodes().flatMap((node) => {
    if (node.kind !== 'string') return [];
    const [, name, path = ''] = /^puppet:\/\/\/modules\/([a-z]\w*)\/(.+)$/.exec(node.value) ?? [];
    const module = modules.find((each) => each.name === name);
    if (module === undefined || path.split('/').includes('..')) return [];
    const isQuoted = /^['"]/.test(document.source.text.slice(node.start, node.end));
    const inset = isQuoted ? 1 : 0;
    const span = { start: node.start + inset, end: node.end - inset };
    return [{ span, target: joinPath(module.directory, 'files', path) }];
  });
}

const homes: ReadonlySet<string> = new Set(['manifests', 'plans', 'functions', 'types', 'templates']);

/** Directories whose sub-directories are modules. */
export const moduleHomes: ReadonlySet<string> = new Set(['modules', 'site-modules', 'site', '.modules']);

/** The directory of the module that a source lies in, by the name of the directories above it. */
export function moduleDirectory(path: string): string | undefined {
  const parts = path.split('/');
  const isHome = (part: string, index: number) => index < parts.length - 1 && homes.has(part);
  const modules = parts.findLastIndex((part) => moduleHomes.has(part));
  // Where modules are known to lie the first of them counts: `manifests/types/x.pp` is a manifest.
  const home =
    modules < 0
      ? parts.findLastIndex(isHome)
      : parts.findIndex((part, index) => index > modules + 1 && isHome(part, index));
  const directory = parts.slice(0, home).join('/');
  return home > 0 && directory !== '' ? directory : undefined;
}

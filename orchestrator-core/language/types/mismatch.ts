import type { PuppetType, Range } from './type.ts';

/** A step on the way into a value, as messages name it. */
export type PathElement =
  | { readonly kind: 'parameter' | 'entry' | 'key'; readonly name: string }
  | { readonly kind: 'index' | 'variant'; readonly index: number }
  | { readonly kind: 'subject'; readonly name: string };

/** One thing that keeps a value from being an instance of a type. */
export type Mismatch = { readonly path: readonly PathElement[] } & (
  | { readonly kind: 'type' | 'pattern'; readonly expected: readonly PuppetType[]; readonly actual: PuppetType }
  | { readonly kind: 'size'; readonly expected: Range; readonly actual: Range }
  | { readonly kind: 'missing-key' | 'extra-key' | 'missing-parameter' | 'extra-parameter'; readonly key: string }
  | { readonly kind: 'unresolved'; readonly text: string }
);

/** The path without the variants that were tried on the way. */
export function canonicalPath(mismatch: Mismatch): string {
  return pathText(mismatch.path.filter((element) => element.kind !== 'variant'));
}

/** The way to a value, as the messages of Puppet say it. */
export function pathText(path: readonly PathElement[]): string {
  return path.map(elementText).join(' ');
}

function elementText(element: PathElement): string {
  switch (element.kind) {
    case 'parameter':
      return `parameter '${element.name}'`;
    case 'entry':
      return `entry '${element.name}'`;
    case 'key':
      return `key of entry '${element.name}'`;
    case 'index':
      return `index ${element.index}`;
    case 'variant':
      return `variant ${element.index}`;
    case 'subject':
      return element.name;
  }
}

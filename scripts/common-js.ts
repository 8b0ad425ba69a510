/**
 * Makes CommonJS of the ES modules that esbuild splits programs into. esbuild itself would, but for any module that
 * may change what it hands out at any time: half a kilobyte of helpers in every file, and a getter behind every call
 * into another one. Between our files nothing changes after loading (test/packaging holds them to that), and they
 * import each other without cycles, so an import is a variable and what is handed out is a plain object.
 */
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

/** A file with its source map, as JSON. */
export interface MappedCode {
  readonly code: string;
  readonly map: string;
}

/** A piece of the text that something else takes the place of. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const statement = /(?<=^|[;}\n])import(?:(\{[^{}"]*\}|\*as [\w$]+| [\w$]+) ?from ?)?"([^"]+)";/g;
const lateImport = /\bimport\("([^"]+)"\)/g;
const handsOut = /(?<=^|[;}\n])export\{([^{}]*)\};/;
const handsOutOne = /(?<=^|[;}\n])export default ([^;]+);/;

/**
 * @param module what esbuild printed, minified, with an inline source map at its end.
 * @param imported what esbuild says that the module imports: nothing that only looks like an import is taken for one.
 * @throws Error where the two do not agree.
 */
export function toCommonJs(module: string, imported: ReadonlySet<string>): MappedCode {
  const [, source = '', inline = ''] = /^(.*)\n\/\/# sourceMappingURL=data:[^,]*,(\S*)\s*$/s.exec(module) ?? [];
  const { declarations, edits, found } = importsOf(source);
  for (const name of imported)
    if (!found.has(name)) throw new Error(`esbuild imports ${name} in a way that is not known`);
  for (const name of found)
    if (!imported.has(name)) throw new Error(`${name} is imported, but not according to esbuild`);
  for (const match of source.matchAll(lateImport)) {
    const [text, name = ''] = match;
    if (imported.has(name)) edits.push(edit(match.index, text, `Promise.resolve().then(()=>require("${name}"))`));
  }
  edits.push(...exportsOf(source));
  edits.sort((a, b) => a.start - b.start);
  const [hashbang = ''] = /^#!.*\n/.exec(source) ?? [];
  const header = declarations.length === 0 ? '' : `var ${declarations.join(',')};\n`;
  let code = hashbang + header;
  let last = hashbang.length;
  for (const { start, end, text } of edits) {
    code += source.slice(last, start) + text;
    last = end;
  }
  code += source.slice(last);
  const map = JSON.parse(Buffer.from(inline, 'base64').toString()) as { mappings: string };
  const lines = moved(decode(map.mappings), source, edits);
  if (header !== '') lines.splice(hashbang === '' ? 0 : 1, 0, []);
  return { code, map: JSON.stringify({ ...map, mappings: encode(lines) }) };
}

function edit(start: number, replaced: string, text: string): Edit {
  return { start, end: start + replaced.length, text };
}

/** The imports as declarations, one for each module; those that take nothing only keep an order that nothing needs. */
function importsOf(source: string): { declarations: readonly string[]; edits: Edit[]; found: ReadonlySet<string> } {
  const [wholes, names] = [[] as string[], new Map<string, string[]>()];
  const edits: Edit[] = [];
  const found = new Set<string>();
  for (const match of source.matchAll(statement)) {
    const [text, what = '', name = ''] = match;
    edits.push(edit(match.index, text, ''));
    found.add(name);
    if (what.startsWith('{')) {
      const list = names.get(name) ?? [];
      names.set(name, list);
      list.push(
        ...what
          .slice(1, -1)
          .split(',')
          .map((one) => one.replace(' as ', ':')),
      );
    } else if (what !== '') wholes.push(`${what.replace('*as', '').trim()}=require("${name}")`);
  }
  for (const [, name = ''] of source.matchAll(lateImport)) found.add(name);
  const lists = [...names].map(([name, list]) => `{${list.join(',')}}=require("${name}")`);
  return { declarations: [...wholes, ...lists], edits, found };
}

function exportsOf(source: string): readonly Edit[] {
  const [named, one] = [handsOut.exec(source), handsOutOne.exec(source)];
  const names = named?.[1]?.split(',').map((name) => name.replace(/^(\S+) as (\S+)$/, '$2:$1')) ?? [];
  if (one !== null) names.push(`default:${one[1]}`);
  if (names.length === 0) return [];
  const object = `module.exports={${names.join(',')}};`;
  const last = named ?? one;
  return [named, one].flatMap((match) =>
    match === null ? [] : [edit(match.index, match[0], match === last ? object : '')],
  );
}

/** Where everything is after the edits, none of which holds the end of a line. */
function moved(lines: SourceMapSegment[][], source: string, edits: readonly Edit[]): SourceMapSegment[][] {
  let [lineStart, next] = [0, 0];
  return lines.map((segments) => {
    const end = source.indexOf('\n', lineStart);
    const lineEnd = end < 0 ? source.length : end;
    let by = 0;
    const kept = segments.flatMap((segment) => {
      const at = lineStart + segment[0];
      for (let one = edits[next]; one !== undefined && one.end <= at; one = edits[++next]) by += growth(one);
      const inside = (edits[next]?.start ?? source.length) < at;
      return inside ? [] : [[segment[0] + by, ...segment.slice(1)] as SourceMapSegment];
    });
    while ((edits[next]?.start ?? source.length) < lineEnd) next += 1;
    lineStart = lineEnd + 1;
    return kept;
  });
}

function growth({ start, end, text }: Edit): number {
  return text.length - (end - start);
}

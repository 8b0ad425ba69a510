import type { JSONSchema } from 'vscode-json-languageservice';
import { joinPath, parentPath } from '../../orchestrator-core/common/index.ts';
import type { Overlay, Source } from '../documents/overlay.ts';
import type { Completion } from '../features/completion.ts';
import { childSchema } from '../json/schema.ts';
import { projectService } from './bolt-project.ts';

interface Line {
  /** The column of the first character that is no blank. */
  readonly column: number;
  /** The column after `- `, where the item's own text begins. */
  readonly textColumn: number;
  readonly isItem: boolean;
  readonly key: string | undefined;
}

function readLine(line: string): Line {
  const match = /^(\s*)((?:- +)*)(?:([\w-]+):(?:\s|$))?/.exec(line);
  const column = match?.[1]?.length ?? 0;
  const dashes = match?.[2] ?? '';
  return { column, textColumn: column + dashes.length, isItem: dashes !== '', key: match?.[3] };
}

/** The keys that lead from the top of the file to the block that the last line is in; 0 is an item of a list. */
function pathOf(lines: readonly string[]): readonly (string | number)[] {
  const path: (string | number)[] = [];
  const own = readLine(lines.at(-1) ?? '');
  let column = own.column;
  // A list may stand in the same column as the key it belongs to.
  let inList = own.isItem;
  if (inList) path.unshift(0);
  for (const text of lines.slice(0, -1).toReversed()) {
    if (text.trim() === '' || text.trimStart().startsWith('#')) continue;
    const line = readLine(text);
    const isAbove = line.textColumn < column || (inList && !line.isItem && line.textColumn === column);
    if (isAbove && line.key !== undefined) {
      path.unshift(line.key);
      column = line.column;
      inList = line.isItem;
      if (inList) path.unshift(0);
    } else if (line.isItem && line.textColumn === column && !inList) {
      path.unshift(0);
      column = line.column;
      inList = true;
    }
  }
  return path;
}

function schemaAt(path: readonly (string | number)[]): JSONSchema | undefined {
  const root = projectService.schema;
  let schema: JSONSchema | undefined = root;
  for (const key of path) schema = schema === undefined ? undefined : childSchema(schema, key, root);
  return schema;
}

/** Keys, values and directories of a project file, told from indentation so that unfinished lines do no harm. */
export async function completeProject(files: Overlay, source: Source, offset: number): Promise<readonly Completion[]> {
  const before = source.text.slice(0, offset);
  const lines = before.split('\n');
  const line = lines.at(-1) ?? '';
  if (/(^|\s)#/.test(line)) return [];
  const path = pathOf(lines);
  const keyPrefix = /^\s*(?:- +)*([\w-]*)$/.exec(line)?.[1];
  const value = /^\s*(?:- +)*([\w-]+):\s+(["']?[^"']*)$/.exec(line);
  if (value !== null) {
    const [, key = '', written = ''] = value;
    return values(schemaAt([...path, key]), { start: offset - written.length, end: offset });
  }
  if (keyPrefix === undefined && path[0] !== 'modulepath') return [];
  const written = keyPrefix ?? /\S*$/.exec(line)?.[0] ?? '';
  const span = { start: offset - written.length, end: offset };
  if (path[0] === 'modulepath') return directories(files, source, span);
  const schema = schemaAt(path);
  const present = new Set(path.length === 0 ? [...source.text.matchAll(/^([\w-]+):/gm)].map((match) => match[1]) : []);
  return [...keys(schema, span).filter((key) => !present.has(key.label)), ...values(schema, span)];
}

function keys(schema: JSONSchema | undefined, span: Completion['span']): readonly Completion[] {
  return Object.entries(schema?.properties ?? {}).map(([label, property]) => {
    const child = typeof property === 'object' ? childSchema(schema ?? {}, label, projectService.schema) : undefined;
    return {
      label,
      kind: 'key' as const,
      span,
      insert: child?.type === 'object' || child?.type === 'array' ? `${label}:` : `${label}: `,
      ...(child?.description === undefined ? {} : { documentation: child.description }),
    };
  });
}

function values(schema: JSONSchema | undefined, span: Completion['span']): readonly Completion[] {
  const words = schema?.type === 'boolean' ? ['true', 'false'] : (schema?.enum ?? []);
  return words.map((word, index) => {
    const documentation = schema?.enumDescriptions?.[index];
    return {
      label: String(word),
      kind: 'value' as const,
      span,
      insert: String(word),
      ...(documentation === undefined ? {} : { documentation }),
    };
  });
}

async function directories(files: Overlay, source: Source, span: Completion['span']): Promise<readonly Completion[]> {
  const written = source.text.slice(span.start, span.end);
  const parent = written.includes('/') ? written.slice(0, written.lastIndexOf('/') + 1) : '';
  const entries = await files.list(joinPath(parentPath(source.path), parent));
  return entries
    .filter((entry) => entry.kind === 'directory' && !entry.name.startsWith('.'))
    .map((entry) => ({ label: entry.name, kind: 'directory' as const, span, insert: `${parent}${entry.name}` }));
}

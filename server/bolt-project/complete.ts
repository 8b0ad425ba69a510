import type { JSONSchema } from 'vscode-json-languageservice';
import { joinPath, parentPath } from '../../orchestrator-core/common/index.ts';
import type { Completion } from '../documents/answers.ts';
import type { Overlay, Source } from '../documents/overlay.ts';

import { resolved } from '../json/schema.ts';
import { completeByGuide } from '../yaml/complete.ts';
import { yamlCursor } from '../yaml/cursor.ts';
import type { Guide } from '../yaml/guide.ts';
import { projectService } from './bolt-project.ts';

/** What may stand in a project file, from the schema that it is checked with. */
const projectGuide: Guide = guideOf(projectService.schema);

function guideOf(schema: JSONSchema): Guide {
  const { description, type, properties, additionalProperties, items } = schema;
  const below = (child: JSONSchema | boolean | undefined): Guide | undefined =>
    typeof child === 'object' ? guideOf(resolved(child, projectService.schema)) : undefined;
  const words = type === 'boolean' ? ['true', 'false'] : (schema.enum ?? []).map(String);
  const others = below(additionalProperties);
  return {
    ...(description === undefined ? {} : { about: description }),
    ...(type === 'object' || type === 'array' ? { isBlock: true } : {}),
    ...(others === undefined ? {} : { others }),
    ...(words.length === 0
      ? {}
      : {
          words: words.map((word, index) => {
            const about = schema.enumDescriptions?.[index];
            return { word, ...(about === undefined ? {} : { about }) };
          }),
        }),
    get keys(): Readonly<Record<string, Guide>> | undefined {
      if (properties === undefined) return undefined;
      return Object.fromEntries(Object.entries(properties).map(([key, child]) => [key, below(child) ?? {}]));
    },
    get items(): Guide | undefined {
      return Array.isArray(items) ? undefined : below(items);
    },
  };
}

/** Keys, values and directories of a project file. */
export async function completeProject(files: Overlay, source: Source, offset: number): Promise<readonly Completion[]> {
  const cursor = yamlCursor(source.text, offset);
  if (cursor === undefined) return [];
  if (cursor.path[0] === 'modulepath' && cursor.slot !== 'key') return directories(files, source, cursor.span);
  return completeByGuide(projectGuide, cursor);
}

async function directories(files: Overlay, source: Source, span: Completion['span']): Promise<readonly Completion[]> {
  const written = source.text.slice(span.start, span.end);
  const parent = written.includes('/') ? written.slice(0, written.lastIndexOf('/') + 1) : '';
  const entries = await files.list(joinPath(parentPath(source.path), parent));
  return entries
    .filter((entry) => entry.kind === 'directory' && !entry.name.startsWith('.'))
    .map((entry) => ({ label: entry.name, kind: 'directory' as const, span, insert: `${parent}${entry.name}` }));
}

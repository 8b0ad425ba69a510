import {
  type CompletionItem,
  getLanguageService,
  type JSONDocument,
  type JSONSchema,
  type LanguageService,
} from 'vscode-json-languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type ProblemCode, problem } from '../documents/codes.ts';
import type { Source } from '../documents/overlay.ts';
import type { Problem, Span } from '../documents/words.ts';
import type { ASTNode } from './tree.ts';

/** A text with its tree, be it JSON or YAML turned into JSON's tree. */
export interface JsonText {
  readonly source: Source;
  readonly document: TextDocument;
  readonly json: JSONDocument;
  readonly root: ASTNode | undefined;
}

/** A suggestion as the JSON service makes it, in offsets. */
export interface JsonSuggestion {
  readonly label: string;
  readonly isKey: boolean;
  readonly span: Span;
  /** In snippet syntax. */
  readonly insert: string;
  readonly documentation?: string;
}

/** VS Code's JSON service bound to one of our schemas; it never asks the network. */
export interface JsonService {
  readonly schema: JSONSchema;
  parse(source: Source): JsonText;
  /** A text of another syntax whose tree was made elsewhere. */
  adopt(source: Source, root: ASTNode | undefined): JsonText;
  /** Syntax errors, duplicate keys and values of the wrong shape. */
  problems(text: JsonText): Promise<readonly Problem[]>;
  hover(text: JsonText, offset: number): Promise<{ readonly markdown: string; readonly span: Span } | undefined>;
  complete(text: JsonText, offset: number): Promise<readonly JsonSuggestion[]>;
  folds(text: JsonText): readonly { readonly startLine: number; readonly endLine: number }[];
}

const duplicateKey = 520;
const firstSyntaxError = 0x100;

/** Makes the service for the documents that `schema` describes. */
export function createJsonService(schema: JSONSchema): JsonService {
  const service: LanguageService = getLanguageService({ promiseConstructor: Promise });
  service.configure({
    validate: true,
    schemas: [{ uri: 'baton:schema', fileMatch: ['*'], schema: withMarkdown(schema) }],
  });
  const documentOf = (source: Source) => TextDocument.create('baton:/document.json', 'json', 1, source.text);
  return {
    schema,
    parse: (source) => {
      const document = documentOf(source);
      const json = service.parseJSONDocument(document);
      return { source, document, json, root: json.root };
    },
    adopt: (source, root) => {
      const json = service.newJSONDocument(root);
      return { source, document: documentOf(source), json, root };
    },
    problems: async (text) => {
      if (text.source.text.trim() === '') return [];
      const found = await service.doValidation(text.document, text.json, { schemaRequest: 'ignore' });
      return found.map((diagnostic) => {
        const code = typeof diagnostic.code === 'number' ? diagnostic.code : 0;
        const span = toSpan(text.document, diagnostic.range);
        return problem(codeOf(code), span, messageOf(code, markdownOf(diagnostic.message), text.source.text, span));
      });
    },
    hover: async (text, offset) => {
      const found = await service.doHover(text.document, text.document.positionAt(offset), text.json);
      if (found === null || found.range === undefined) return undefined;
      const markdown = markdownOf(found.contents);
      return markdown === '' ? undefined : { markdown, span: toSpan(text.document, found.range) };
    },
    complete: async (text, offset) => {
      const found = await service.doComplete(text.document, text.document.positionAt(offset), text.json);
      return (found?.items ?? []).flatMap((item) => suggestionOf(text.document, item));
    },
    folds: (text) => service.getFoldingRanges(text.document),
  };
}

function codeOf(code: number): ProblemCode {
  if (code === duplicateKey) return 'duplicate-key';
  return code >= firstSyntaxError ? 'json-syntax' : 'wrong-shape';
}

function messageOf(code: number, message: string, text: string, span: Span): string {
  if (code === duplicateKey) return `${text.slice(span.start, span.end)} is here more than once; the last one counts.`;
  return /[.?!]$/.test(message) ? message : `${message}.`;
}

interface LineSpan {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

function toSpan(document: TextDocument, range: LineSpan): Span {
  return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
}

/** The text of a hover or a documentation, which may be plain, markup, or several of them. */
function markdownOf(contents: unknown): string {
  if (typeof contents === 'string') return contents;
  if (Array.isArray(contents)) return contents.map(markdownOf).filter(Boolean).join('\n\n');
  return typeof contents === 'object' && contents !== null && 'value' in contents ? String(contents.value) : '';
}

function suggestionOf(document: TextDocument, item: CompletionItem): readonly JsonSuggestion[] {
  const edit = item.textEdit;
  if (edit === undefined || !('range' in edit)) return [];
  const documentation = markdownOf(item.documentation);
  return [
    {
      label: item.label,
      isKey: item.kind === 10,
      span: toSpan(document, edit.range),
      insert: edit.newText,
      ...(documentation === '' ? {} : { documentation }),
    },
  ];
}

/** The schema with its descriptions marked as the Markdown they are; else the service escapes their backquotes. */
function withMarkdown(schema: JSONSchema): JSONSchema {
  const descriptions = { description: 'markdownDescription', enumDescriptions: 'markdownEnumDescriptions' };
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const added = Object.entries(descriptions).flatMap(([plain, markdown]) => {
      const text: unknown = plain in value ? Reflect.get(value, plain) : undefined;
      return typeof text === 'string' || Array.isArray(text) ? [[markdown, text] as const] : [];
    });
    return { ...value, ...Object.fromEntries(added) };
  });
}

/** What features answer, in the words of editors: offsets and labels, no protocol. */
import type { Json } from '../../orchestrator-core/common/index.ts';
import type { DeclarationKind } from '../../orchestrator-core/language/index.ts';
import type { Span } from './words.ts';

/** What an entry of a list stands for; editors show a picture for each. */
export type CompletionKind =
  | 'key'
  | 'value'
  | 'type'
  | 'parameter'
  | 'file'
  | 'directory'
  | 'variable'
  | 'function'
  | 'method'
  | 'property'
  | 'keyword'
  | 'snippet'
  | 'task'
  | 'plan'
  | 'class'
  | 'resource'
  | 'target';

/** Something that can be written at the cursor. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** What it replaces. */
  readonly span: Span;
  readonly insert: string;
  /** Whether `insert` is in snippet syntax. */
  readonly isSnippet?: boolean;
  /** Whether the lines of `insert` begin with all the white space that they are to have. */
  readonly keepsIndent?: boolean;
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** The declaration that the documentation is asked from when somebody looks at it. */
  readonly about?: { readonly kind: DeclarationKind; readonly name: string };
  /** By what the list is sorted; by default the label. */
  readonly sort?: string;
  /** What is compared with the letters that are there; by default the label. */
  readonly filter?: string;
  /** Characters that take it and are written behind it. */
  readonly commit?: readonly string[];
  readonly isDeprecated?: boolean;
  /** Whether the cursor stands afterwards where the next thing to write can be chosen, too. */
  readonly asksAgain?: boolean;
}

/** What is known about a place, as Markdown. */
export interface Hover {
  readonly markdown: string;
  readonly span: Span;
}

/** One way to write a call. */
export interface SignatureInformation {
  readonly label: string;
  /** Markdown. */
  readonly documentation?: string;
  /** Where each parameter stands in the label. */
  readonly parameters: readonly { readonly label: Span; readonly documentation?: string }[];
  /** The parameter that is being written; beyond the last where none is. */
  readonly activeParameter: number;
}

/** How the call around a place is written. */
export interface SignatureHelp {
  readonly signatures: readonly SignatureInformation[];
  /** Which of them is meant, as far as the arguments say. */
  readonly activeSignature: number;
}

/** What kinds of tokens there are, in the order in which the protocol numbers them. */
export const tokenKinds = [
  'type',
  'enumMember',
  'string',
  'number',
  'regexp',
  'operator',
  'variable',
  'parameter',
  'function',
  'class',
  'keyword',
  'property',
  'macro',
] as const;

/** What can be said of a token beside its kind, in the order of the protocol's bits. */
export const tokenModifiers = ['declaration'] as const;

/** A stretch of a text with what it means, for its colour. */
export interface SemanticToken extends Span {
  readonly kind: (typeof tokenKinds)[number];
  /** Whether what it names is introduced here. */
  readonly declares?: boolean;
}

/** What an entry of the outline is. */
export type SymbolKind =
  | 'parameter'
  | 'object'
  | 'array'
  | 'string'
  | 'number'
  | 'boolean'
  | 'null'
  | 'file'
  | 'class'
  | 'define'
  | 'plan'
  | 'function'
  | 'type'
  | 'node'
  | 'resource'
  | 'variable';

/** A name in the outline. */
export interface DocumentSymbol {
  readonly name: string;
  readonly detail?: string;
  readonly kind: SymbolKind;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly DocumentSymbol[];
}

/** A place where the same thing is named. */
export interface Highlight extends Span {
  /** Whether it is introduced or set there. */
  readonly declares: boolean;
}

/** Lines that can be folded into the first of them, counted from 0. */
export interface Fold {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind?: 'comment';
}

/** An action above a line. The command is the client's; what it does is known there, and by its name here. */
export interface CodeLens extends Span {
  readonly title: string;
  readonly command: 'baton.showTargets' | 'baton.pingNodes' | 'baton.runOnNodes' | 'baton.runQuery';
  readonly arguments: readonly Json[];
}

/** Which hints somebody wants to see; none unless they say so. */
export interface WantedHints {
  readonly parameterNames: boolean;
  readonly types: boolean;
}

/** A word that the editor shows between those of the text. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly kind: 'parameter' | 'type';
}

/** A stretch of text that names a file or directory which exists. */
export interface DocumentLink extends Span {
  readonly target: string;
  readonly isDirectory: boolean;
}

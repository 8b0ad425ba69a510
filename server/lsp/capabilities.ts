import { type ClientCapabilities, type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver';
import { tokenKinds, tokenModifiers, type WantedHints } from '../documents/answers.ts';
import { readSeverities, type SeverityChoices } from '../documents/severities.ts';
import type { ActionKind } from '../documents/words.ts';

const actionKinds: readonly ActionKind[] = [
  'quickfix',
  'refactor.extract',
  'refactor.inline',
  'refactor.move',
  'refactor.rewrite',
  'source.fixAll',
];

/** What the client can do, as far as the server behaves differently for it. */
export interface Client {
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly watchesFiles: boolean;
  /** Whether it says which folders are opened and closed. */
  readonly tellsFolders: boolean;
  readonly createsFiles: boolean;
  /** Whether it shows that something is done in the background. */
  readonly showsProgress: boolean;
  readonly renamesFiles: boolean;
  readonly deletesFiles: boolean;
  /** Whether an answer may say which text was asked about, for each of the three questions. */
  readonly linksDefinitions: boolean;
  readonly linksDeclarations: boolean;
  readonly linksTypes: boolean;
  readonly snippets: boolean;
  readonly preparesRename: boolean;
  /** Another server of the editor does what is common to all JSON: syntax errors, outline and folding. */
  readonly hasJsonServer: boolean;
  readonly showsRelated: boolean;
  /** Whether diagnostics of Puppet source are wanted. */
  readonly wantsPuppetDiagnostics: boolean;
  /** A directory of the client's for what the server keeps from one start to the next; absolute. */
  readonly cacheDirectory: string | undefined;
  /** Whether a formatter is wanted, and whether that can be said after the start. */
  readonly wantsFormatting: boolean;
  readonly registersFormatting: boolean;
  /** Whether it can be asked for its settings. */
  readonly answersSettings: boolean;
  readonly refreshesHints: boolean;
  /** Which inlay hints are wanted. */
  readonly hints: WantedHints;
  /** Whether it has the commands that lenses name. */
  readonly runsLenses: boolean;
  /** Whether it answers the server's questions about nodes. */
  readonly answersQueries: boolean;
  /** Which severities other than their own some diagnostics shall have. */
  readonly severities: SeverityChoices;
}

/** Files whose paths are names: a folder that moves takes its files along. */
const renamedFiles = '**/{plans,tasks,functions,manifests,types}/**';

/** Reads the client's capabilities; `options` are its `initializationOptions`. */
export function clientOf(capabilities: ClientCapabilities, options: unknown): Client {
  const { textDocument, workspace } = capabilities;
  const cacheDirectory = option(options, 'cacheDirectory');
  const edits = workspace?.workspaceEdit;
  const operations = (edits?.documentChanges === true ? edits.resourceOperations : undefined) ?? [];
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    tellsFolders: workspace?.workspaceFolders === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    createsFiles: operations.includes('create'),
    renamesFiles: operations.includes('rename'),
    deletesFiles: operations.includes('delete'),
    linksDefinitions: textDocument?.definition?.linkSupport === true,
    linksDeclarations: textDocument?.declaration?.linkSupport === true,
    linksTypes: textDocument?.typeDefinition?.linkSupport === true,
    showsProgress: capabilities.window?.workDoneProgress === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    preparesRename: textDocument?.rename?.prepareSupport === true,
    hasJsonServer: option(options, 'hasJsonServer') === true,
    showsRelated: textDocument?.publishDiagnostics?.relatedInformation === true,
    wantsPuppetDiagnostics: option(options, 'puppetDiagnostics') !== false,
    cacheDirectory: typeof cacheDirectory === 'string' && cacheDirectory !== '' ? cacheDirectory : undefined,
    wantsFormatting: option(options, 'formatting') !== false,
    registersFormatting:
      textDocument?.formatting?.dynamicRegistration === true &&
      textDocument.rangeFormatting?.dynamicRegistration === true,
    answersSettings: workspace?.configuration === true,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    hints: wantedHints(option(options, 'inlayHints'), { parameterNames: false, types: false }),
    runsLenses: option(options, 'lenses') === true,
    answersQueries: option(options, 'answersQueries') === true,
    severities: readSeverities(option(options, 'diagnosticSeverity')),
  };
}

/** The value at a path of keys; undefined where there is none. */
function option(options: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    options,
  );
}

/** The hints that are wanted; what nothing is said of stays. */
function wantedHints(said: unknown, before: WantedHints): WantedHints {
  const chosen = (name: keyof WantedHints) => {
    const value = option(said, name);
    return typeof value === 'boolean' ? value : before[name];
  };
  return { parameterNames: chosen('parameterNames'), types: chosen('types') };
}

/** The client with what `workspace/didChangeConfiguration` told of; settings that it does not name stay. */
export function configured(client: Client, settings: unknown): Client {
  const wanted = option(settings, 'baton', 'puppet', 'diagnostics');
  const severities = option(settings, 'baton', 'diagnostics', 'severity');
  const formatting = option(settings, 'baton', 'format', 'enabled');
  return {
    ...client,
    hints: wantedHints(option(settings, 'baton', 'inlayHints'), client.hints),
    ...(typeof formatting === 'boolean' ? { wantsFormatting: formatting } : {}),
    ...(typeof wanted === 'boolean' ? { wantsPuppetDiagnostics: wanted } : {}),
    ...(severities === undefined ? {} : { severities: readSeverities(severities) }),
  };
}

/** What the server offers to that client. docs/features.md lists it; a test compares. */
export function serverCapabilities(client: Client): ServerCapabilities {
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: { includeText: false },
    },
    completionProvider: {
      triggerCharacters: ['"', "'", '[', '/', '_', ':', '$', '.', '>', '@'],
      resolveProvider: true,
    },
    signatureHelpProvider: { triggerCharacters: ['(', ',', '|'], retriggerCharacters: [')'] },
    hoverProvider: true,
    inlayHintProvider: { resolveProvider: false },
    definitionProvider: true,
    declarationProvider: true,
    typeDefinitionProvider: true,
    referencesProvider: true,
    callHierarchyProvider: true,
    workspaceSymbolProvider: true,
    renameProvider: client.preparesRename ? { prepareProvider: true } : true,
    documentSymbolProvider: true,
    documentLinkProvider: { resolveProvider: false },
    documentHighlightProvider: true,
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    linkedEditingRangeProvider: true,
    ...(client.runsLenses ? { codeLensProvider: { resolveProvider: false } } : {}),
    codeActionProvider: { codeActionKinds: [...actionKinds] },
    semanticTokensProvider: {
      legend: { tokenTypes: [...tokenKinds], tokenModifiers: [...tokenModifiers] },
      full: true,
    },
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: true },
      fileOperations: { willRename: { filters: [{ scheme: 'file', pattern: { glob: renamedFiles } }] } },
    },
    ...(client.registersFormatting || !client.wantsFormatting
      ? {}
      : { documentFormattingProvider: true, documentRangeFormattingProvider: { rangesSupport: true } }),
    ...(client.pullsDiagnostics
      ? { diagnosticProvider: { identifier: 'baton', interFileDependencies: true, workspaceDiagnostics: false } }
      : {}),
  };
}

/** Which parts of libraries Baton ships: what nobody here calls is left out, and not read by every start. */

/** What stands in the place of a module; the expression says which, by its path. */
export const standIns: readonly (readonly [RegExp, string])[] = [
  // A server, a maker of keys, connections for HTTP through SSH, which load Node's HTTP and TLS.
  [/[\\/]ssh2[\\/]lib[\\/](http-agents|keygen|server)\.js$/, 'module.exports = {};'],
  // Opens keys that have a passphrase; Baton never has one, and leaves such keys to the user's ssh-agent.
  [/[\\/]bcrypt-pbkdf[\\/]index\.js$/, 'module.exports = {};'],
  // YAML is written by the other library alone, which keeps comments.
  [/[\\/]js-yaml[\\/]lib[\\/]dumper\.js$/, 'exports.dump = undefined;'],
  // Whether the editor is new enough says the manifest, and VS Code holds it to that.
  [/[\\/]semver[\\/]functions[\\/]parse\.js$/, 'module.exports = (version) => version;'],
  [/[\\/]semver[\\/]functions[\\/]satisfies\.js$/, 'module.exports = () => true;'],
  // Our client says itself which files it asks diagnostics for.
  [
    /[\\/]vscode-languageclient[\\/]lib[\\/]common[\\/]utils[\\/]globPattern\.js$/,
    'exports.matchGlobPattern = () => false;',
  ],
  // What our server does not do. `client.js` is changed not to ask for it, see below.
  [
    /[\\/]vscode-languageclient[\\/]lib[\\/]common[\\/](colorProvider|fileOperations|implementation|inlineCompletion|inlineValue|textDocumentContent|typeHierarchy)\.js$/,
    'module.exports = {};',
  ],
  // Diagnostics ask this one when notebooks change.
  [
    /[\\/]vscode-languageclient[\\/]lib[\\/]common[\\/]notebook\.js$/,
    `const { NotebookDocumentSyncRegistrationType } = require('vscode-languageserver-protocol');
    const never = () => ({ dispose() {} });
    exports.NotebookDocumentSyncFeature = class {
      static CellScheme = 'vscode-notebook-cell';
      registrationType = NotebookDocumentSyncRegistrationType.type;
      onOpenNotificationSent = never;
      onChangeNotificationSent = never;
      onCloseNotificationSent = never;
      getState() { return { kind: 'document', id: this.registrationType.method, registrations: false, matches: false }; }
      handles() { return false; }
      fillClientCapabilities() {}
      initialize() {}
      register() {}
      unregister() {}
      clear() {}
    };`,
  ],
  [/[\\/]vscode-languageserver[\\/]lib[\\/]common[\\/]notebook\.js$/, 'exports.NotebookSyncFeature = (base) => base;'],
  // Where npm, yarn and their modules are.
  [/[\\/]vscode-languageserver[\\/]lib[\\/]node[\\/]files\.js$/, 'module.exports = {};'],
];

/** A module whose text is changed. */
export interface ChangedModule {
  readonly filter: RegExp;
  /** It is an error when this changes nothing, so that nobody updates a library past it. */
  readonly change: (source: string) => string;
}

const unusedFeatures =
  /^ *this\.registerFeature\(new (?:colorProvider|fileOperations|implementation|inlineCompletion|inlineValue|textDocumentContent|typeHierarchy)_1\.\w+\(this\)\);\n/gm;

/** Methods that throw in a client. */
const serverMethods = /^ {2}\w+\([^)]*\) \{\n {4}if \(!this\._?server\)\n {6}throw [\s\S]*?\n {2}\}\n/gm;

export const changedModules: readonly ChangedModule[] = [
  // It calls `eval` for grammars that bring JavaScript along, which ours do not. Called directly it would keep the names
  // of the whole module long.
  { filter: /[\\/]web-tree-sitter\.cjs$/, change: (source) => source.replaceAll(' eval(', ' (0, eval)(') },
  {
    filter: /[\\/]vscode-languageclient[\\/]lib[\\/]common[\\/]client\.js$/,
    change: (source) => withSharedHelpers(source.replace(unusedFeatures, '')),
  },
  { filter: /[\\/]ssh2[\\/]lib[\\/]protocol[\\/]Protocol\.js$/, change: (source) => source.replace(serverMethods, '') },
  {
    filter: /[\\/]ssh2[\\/]lib[\\/]protocol[\\/]SFTP\.js$/,
    change: (source) =>
      source
        .replace(serverMethods, '')
        .replace(/^const SERVER_HANDLERS = \{\n[\s\S]*?^\};\n/m, 'const SERVER_HANDLERS = {};\n'),
  },
];

/** The modules that TypeScript wrote its helpers into, each of them anew. */
export const typeScriptModules: RegExp =
  /[\\/]vscode-(languageclient|languageserver|languageserver-protocol|jsonrpc)[\\/].*\.js$/;

const helpers =
  /^var (__createBinding|__setModuleDefault|__importStar|__exportStar) = \(this && this\.\1\) \|\| [\s\S]*?^\}.*;\n/gm;

/** The same module with the helpers that all of them share. */
export function withSharedHelpers(source: string): string {
  const lighter = source.replace(helpers, '');
  return lighter === source ? source : `const { __exportStar, __importStar } = require('ts-helpers');\n${lighter}`;
}

/** A module that there is none of, for those who import it. */
export interface VirtualModule {
  readonly name: string;
  readonly importer: RegExp;
  readonly contents: string;
}

export const virtualModules: readonly VirtualModule[] = [
  // Node's own, for a dozen conditions: loading it took longer than shaking hands.
  {
    name: 'assert',
    importer: /[\\/](asn1|ssh2)[\\/]lib[\\/]/,
    contents: `
      const ok = (value, message) => { if (!value) throw new Error(message ?? 'Assertion failed'); };
      module.exports = Object.assign(ok, { ok, equal: (value, other) => ok(value === other) });`,
  },
  {
    name: 'ts-helpers',
    importer: typeScriptModules,
    contents: `
      const bind = (to, from, key) => {
        const found = Object.getOwnPropertyDescriptor(from, key);
        const isLive = !found || ('get' in found ? !from.__esModule : found.writable || found.configurable);
        Object.defineProperty(to, key, isLive ? { enumerable: true, get: () => from[key] } : found);
      };
      exports.__exportStar = (from, to) => {
        for (const key in from) if (key !== 'default' && !Object.hasOwn(to, key)) bind(to, from, key);
      };
      exports.__importStar = (module) => {
        if (module?.__esModule) return module;
        const made = {};
        for (const key of Object.getOwnPropertyNames(module ?? {})) if (key !== 'default') bind(made, module, key);
        Object.defineProperty(made, 'default', { enumerable: true, value: module });
        return made;
      };`,
  },
];

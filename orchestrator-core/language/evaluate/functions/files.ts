import { decodeEscaped } from '../../../common/index.ts';
import { type PuppetValue, rich } from '../../types/value.ts';
import { renderEpp } from '../epp.ts';
import { type Evaluation, FunctionFault, wait } from '../evaluation.ts';
import type { NativeCall } from '../frame.ts';
import { textOf } from '../value-text.ts';
import { isKind } from '../values.ts';
import { flattened } from './collections.ts';
import { isHash } from './elements.ts';
import { parsedJson } from './stdlib.ts';
import type { NativeTable } from './table.ts';

/** Functions that ask the world: files of modules, templates, data and digests. */
export const fileFunctions: NativeTable = {
  file: function* (call) {
    const names = call.arguments.map(textOf);
    const path = yield* firstFile(call, 'files', names);
    const bytes = path === undefined ? undefined : yield* wait(() => call.frame.host.files.read(path));
    if (bytes === undefined) throw new FunctionFault(`Could not find any files from ${names.join(', ')}`);
    return decodeEscaped(bytes);
  },
  binary_file: function* (call) {
    const name = textOf(call.arguments[0] ?? '');
    const path = yield* firstFile(call, 'files', [name]);
    const bytes = path === undefined ? undefined : yield* wait(() => call.frame.host.files.read(path));
    if (bytes === undefined) throw new FunctionFault(`binary_file(): The given file '${name}' does not exist`);
    return { [rich]: 'Binary', bytes };
  },
  find_file: function* (call) {
    return (yield* firstFile(call, 'files', flattened(call.arguments).map(textOf))) ?? null;
  },
  find_template: function* (call) {
    return (yield* firstFile(call, 'templates', flattened(call.arguments).map(textOf))) ?? null;
  },
  module_directory: function* ({ frame, arguments: given }) {
    for (const name of flattened(given).map(textOf)) {
      const found = yield* wait(() => frame.host.files.moduleDirectory(name));
      if (found !== undefined) return found;
    }
    return null;
  },
  epp: function* (call) {
    const [name = '', values] = call.arguments;
    const reference = /\.epp$/.test(textOf(name)) ? textOf(name) : `${textOf(name)}.epp`;
    const path = yield* firstFile(call, 'templates', [reference]);
    const bytes = path === undefined ? undefined : yield* wait(() => call.frame.host.files.read(path));
    if (bytes === undefined) throw new FunctionFault(`Could not find template '${reference}'`);
    return yield* renderEpp(call, { source: decodeEscaped(bytes), path, name: reference }, values);
  },
  inline_epp: function* (call) {
    const [source = '', values] = call.arguments;
    return yield* renderEpp(call, { source: textOf(source), path: undefined, name: undefined }, values);
  },
  loadjson: function* ({ frame, arguments: [name = '', ...fallback] }) {
    const file = textOf(name);
    if (/^https?:/.test(file)) throw new FunctionFault('loadjson(): Baton reads files alone, nothing from the network');
    const path = yield* wait(() => frame.host.files.find('files', file));
    const bytes = path === undefined ? undefined : yield* wait(() => frame.host.files.read(path));
    if (bytes === undefined) return fallback[0] ?? null;
    return parsedJson('loadjson', decodeEscaped(bytes), fallback);
  },
  digest: ({ frame, arguments: [value = ''] }) => frame.host.digest('sha256', digested(value)),
  md5: ({ frame, arguments: [value = ''] }) => frame.host.digest('md5', digested(value)),
  sha1: ({ frame, arguments: [value = ''] }) => frame.host.digest('sha1', digested(value)),
  sha256: ({ frame, arguments: [value = ''] }) => frame.host.digest('sha256', digested(value)),
  generate: () => {
    throw new FunctionFault(
      "generate() runs commands on this machine while a plan is read, which Baton doesn't do; use run_command('…', 'localhost')",
    );
  },
};

function digested(value: PuppetValue): string {
  if (typeof value === 'string') return value;
  throw new FunctionFault(`no implicit conversion of ${isKind(value, 'Float') ? 'Float' : kindOf(value)} into String`);
}

function kindOf(value: PuppetValue): string {
  if (value === null) return 'nil';
  if (typeof value === 'number' || typeof value === 'bigint')
    return Number.isInteger(Number(value)) ? 'Integer' : 'Float';
  return Array.isArray(value) ? 'Array' : isHash(value) ? 'Hash' : String(value);
}

/** `MODULE/FILE` names a file of a module, what begins with a slash a file of this machine. */
function* firstFile(
  { frame }: NativeCall,
  kind: 'files' | 'templates',
  names: readonly string[],
): Evaluation<string | undefined> {
  for (const name of names) {
    const found = yield* wait(() => frame.host.files.find(kind, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

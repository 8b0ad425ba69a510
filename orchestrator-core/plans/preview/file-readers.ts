import { decodeEscaped, decodeUtf8 } from '../../common/index.ts';
import { type Evaluation, FunctionFault, type PuppetValue, textOf, wait } from '../../language/index.ts';
import { joinedPath } from '../functions/file-functions.ts';
import type { PreviewCall } from './call.ts';
import { contextOf } from './context.ts';
import { areKnown, derived, type Kind } from './symbolic.ts';

/**
 * Functions that read files of this machine. Those of modules are part of the plan as its functions are, and are read; what
 * else there is, and what is in directories, may be different when the plan runs.
 */
export const fileReaders: Readonly<Record<string, (call: PreviewCall) => PuppetValue | Evaluation>> = {
  'file::read': ofModule('Some', function* ({ frame }, path, name) {
    const bytes = path === undefined ? undefined : yield* wait(() => frame.host.files.read(path));
    if (bytes === undefined) throw new FunctionFault(`No such file or directory: ${name}`);
    return decodeUtf8(bytes) ?? decodeEscaped(bytes);
  }),
  'file::exists': ofModule('Boolean', (_, path) => path !== undefined),
  'file::readable': ofModule('Boolean', (_, path) => path !== undefined),
  'file::join': ({ given, text }) =>
    areKnown(given) ? given.map(textOf).reduce(joinedPath) : derived(text, given, 'String'),
  'dir::children': ({ text, given }) => derived(text, given, 'Array'),
};

function ofModule(
  kind: Kind,
  read: (call: PreviewCall, path: string | undefined, name: string) => PuppetValue | Evaluation,
): (call: PreviewCall) => Evaluation {
  return function* (call) {
    const { frame, given, text } = call;
    const [name = null] = given;
    if (typeof name !== 'string' || name.startsWith('/')) return derived(text, given, kind);
    const path = yield* wait(() => contextOf(frame).run.ports.moduleFile(name));
    const value = read(call, path, name);
    return isEvaluation(value) ? yield* value : value;
  };
}

function isEvaluation(value: PuppetValue | Evaluation): value is Evaluation {
  return typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function';
}

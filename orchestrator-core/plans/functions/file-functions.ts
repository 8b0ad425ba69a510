import { decodeEscaped, decodeUtf8, joinPath } from '../../common/index.ts';
import {
  type Evaluation,
  FunctionFault,
  type NativeCall,
  type PuppetValue,
  textOf,
  wait,
} from '../../language/index.ts';
import { contextOf } from '../run/plan-context.ts';
import { performStep } from '../run/step.ts';
import type { PlanFiles } from '../run/world.ts';
import { issueFault } from './faults.ts';
import type { PlanFunctionTable } from './plan-table.ts';

/** Functions about files of the machine that the plan runs on, and its environment. */
export const fileFunctions: PlanFunctionTable = {
  'file::read': function* (call) {
    const [name = ''] = call.arguments.map(textOf);
    const files = filesOf(call);
    const path = yield* wait(() => files.find(name));
    if (path === undefined) throw issueFault(call, `No such file or directory: ${name}`);
    const bytes = yield* attempted('rb_sysopen', path, () => files.read(path));
    return decodeUtf8(bytes) ?? decodeEscaped(bytes);
  },
  'file::exists': function* (call) {
    const [name = ''] = call.arguments.map(textOf);
    return (yield* wait(() => filesOf(call).find(name))) !== undefined;
  },
  'file::readable': function* (call) {
    const [name = ''] = call.arguments.map(textOf);
    const files = filesOf(call);
    const path = yield* wait(() => files.find(name));
    return path !== undefined && (yield* wait(() => files.isReadable(path)));
  },
  'file::write': function* (call) {
    const [name = '', content = ''] = call.arguments.map(textOf);
    const files = filesOf(call);
    return yield* changed(call, 'file::write', name, 'rb_sysopen', (path) => files.write(path, content));
  },
  'file::delete': function* (call) {
    const [name = ''] = call.arguments.map(textOf);
    const files = filesOf(call);
    return yield* changed(call, 'file::delete', name, 'apply2files', (path) => files.remove(path));
  },
  'file::join': ({ arguments: parts }) => parts.map(textOf).reduce(joinedPath),
  'dir::children': function* (call) {
    const [name = ''] = call.arguments.map(textOf);
    const path = directoryOf(call, name);
    const names = yield* attempted('dir_initialize', path, () => filesOf(call).children(path));
    return names.toSorted((a, b) => (a < b ? -1 : 1));
  },
  'system::env': ({ frame, arguments: [name = ''] }) => contextOf(frame).run.world.environment(textOf(name)) ?? null,
};

function filesOf({ frame }: NativeCall): PlanFiles {
  return contextOf(frame).run.world.files;
}

/** A change of a file is done once, however often the plan is resumed. */
function* changed(
  call: NativeCall,
  name: string,
  file: string,
  system: string,
  change: (path: string) => Promise<void>,
): Evaluation {
  if (file === '') throw new FunctionFault(`No such file or directory @ ${system} - `);
  const path = file.startsWith('/') ? file : joinPath(filesOf(call).directory, file);
  const { run } = contextOf(call.frame);
  const what = { function: name, object: file, arguments: call.arguments.map((each) => inShort(call, each)) };
  yield* performStep(call, what, async () => {
    if (run.noop) return { value: null, skipped: 'the plan runs in noop' };
    try {
      await change(path);
      return { value: null };
    } catch (error) {
      throw systemFault(error, system, path);
    }
  });
  return null;
}

/** A long text by its digest, which says as well whether it is the same. */
function inShort({ frame }: NativeCall, value: PuppetValue): PuppetValue {
  return typeof value === 'string' && value.length > 1000 ? `sha256:${frame.host.digest('sha256', value)}` : value;
}

function* attempted<T>(system: string, path: string, read: () => Promise<T>): Evaluation<T> {
  try {
    return yield* wait(read);
  } catch (error) {
    throw systemFault(error, system, path);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EISDIR: 'Is a directory',
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EPERM: 'Operation not permitted',
};

/** An error of the system in Ruby's words. */
function systemFault(error: unknown, system: string, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const reason = reasons[String(error.code)];
  return reason === undefined ? error : new FunctionFault(`${reason} @ ${system} - ${path}`, { cause: error });
}

/** Ruby's `File.join`: there is a slash between two parts, and it is not doubled. */
export function joinedPath(left: string, right: string): string {
  if (right.startsWith('/')) return left.replace(/\/+$/, '') + right;
  return left.endsWith('/') ? left + right : `${left}/${right}`;
}

/** `MODULE/PATH` is below the module itself; everything else is absolute, or in the project. */
function directoryOf({ frame }: NativeCall, name: string): string {
  const { loader, files } = contextOf(frame).run.world;
  const [first = '', ...rest] = name.split('/');
  const module = loader.modules.find((each) => each.name === first);
  if (module !== undefined) return joinPath(module.directory, ...rest);
  return name.startsWith('/') ? name : joinPath(files.directory, name);
}

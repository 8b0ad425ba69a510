import { joinPath } from '../../common/index.ts';
import { type Evaluation, type NativeCall, textOf } from '../../language/index.ts';
import { contextOf } from '../run/plan-context.ts';
import { resultSet } from '../values/results.ts';
import { namesOf } from '../values/target.ts';
import { act } from './act.ts';
import { withoutTargets } from './no-targets.ts';
import { asHash, descriptionOf, partition, splitRest, validationError } from './options.ts';
import { findFile } from './run-script.ts';

/** `upload_file(source, destination, targets, [description], [options])`. */
export function* uploadFile(call: NativeCall): Evaluation {
  const [from = null, to = null, spec = null, ...rest] = call.arguments;
  const { description: argument, options: given } = splitRest(rest);
  const { own } = partition(given);
  const [named, destination] = [textOf(from), textOf(to)];
  const source = yield* findFile(call, named, false);
  const targets = yield* namesOf(spec, contextOf(call.frame).run.world.inventory);
  if (targets.length === 0) {
    return withoutTargets(call, `file upload of '${source}' - no targets given - no action taken`);
  }
  return yield* act(call, {
    what: {
      function: 'upload_file',
      object: source,
      targets,
      description: descriptionOf(argument, own),
      arguments: { source: named, destination, ...given },
    },
    action: async () => ({ kind: 'upload', source, destination }),
    options: own,
    secrets: [],
    failure: { action: 'upload_file', object: named },
  });
}

/** `download_file(source, destination, targets, [description], [options])`: below `downloads` of the project. */
export function* downloadFile(call: NativeCall): Evaluation {
  const [from = null, to = null, spec = null, ...rest] = call.arguments;
  const { description: argument, options: given } = splitRest(rest);
  const { own } = partition(given);
  const { world } = contextOf(call.frame).run;
  const source = textOf(from);
  const destination = joinPath(world.files.directory, 'downloads', ...downloadPath(textOf(to)));
  const targets = yield* namesOf(spec, world.inventory);
  if (targets.length === 0) {
    return withoutTargets(call, `file download of '${source}' - no targets given - no action taken`);
  }
  return yield* act(call, {
    what: {
      function: 'download_file',
      object: source,
      targets,
      description: descriptionOf(argument, own),
      arguments: { source, destination, ...given },
    },
    action: async () => ({ kind: 'download', source, destination }),
    options: own,
    secrets: [],
  });
}

/** The names of a relative path. @throws PlanError as Bolt words it, for one that leads elsewhere. */
function downloadPath(given: string): readonly string[] {
  const path = given.trim();
  if (path === '') throw validationError('Destination cannot be an empty string');
  if (path.startsWith('/')) {
    throw validationError(`Destination must be a relative path, received absolute path ${path}`);
  }
  const names = path.split('/').filter((name) => name !== '');
  if (names.some((name) => name === '.' || name === '..')) {
    throw validationError(`Destination must not include path traversal, received ${path}`);
  }
  return names;
}

/** `write_file(content, destination, targets, [options])`: the content of a file on the targets. */
export function* writeFile(call: NativeCall): Evaluation {
  const [text = null, to = null, spec = null, last] = call.arguments;
  const given = asHash(last);
  const { own } = partition(given);
  const { world } = contextOf(call.frame).run;
  const [content, destination] = [textOf(text), textOf(to)];
  const targets = yield* namesOf(spec, world.inventory);
  if (targets.length === 0) return resultSet([]);
  return yield* act(call, {
    what: {
      function: 'write_file',
      object: destination,
      targets,
      description: descriptionOf(undefined, own),
      arguments: { destination, content, ...given },
    },
    action: async () => ({ kind: 'upload', source: await world.files.temporary(content), destination }),
    options: own,
    secrets: [],
    failure: { action: 'upload_file', object: destination },
  });
}

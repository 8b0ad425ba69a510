import { resolve } from 'node:path';
import { OrchestratorError } from '../common/index.ts';
import { diskFiles } from '../node/index.ts';
import type { RunRequest } from '../orchestrator.ts';
import type { Invocation } from './choose-command.ts';
import { cliError } from './cli-error.ts';
import type { Context } from './context.ts';
import { findFile } from './find-file.ts';
import { readArgument, readGivenParameters, readTargets } from './read-argument.ts';

/**
 * What a command is to run on which targets.
 * @throws OrchestratorError for what cannot be understood, and for files that are not there.
 */
export async function readRequest(invocation: Invocation, context: Context): Promise<RunRequest> {
  const { options, project } = context;
  const action = await readAction(invocation, context);
  const targets = await readTargets(context);
  const concurrency = options.integer('concurrency') ?? project.concurrency;
  const timeout = options.integer('timeout');
  const description = options.text('description');
  const rerun = options.text('rerun');
  if (rerun !== undefined && targets?.length === 0) {
    throw cliError(`The last run has no targets for '--rerun ${rerun}'; choose targets with '--targets'`);
  }
  if (concurrency === 0) throw cliError("Option '--concurrency' must be at least 1");
  return {
    ...action,
    targets: targets ?? [],
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(timeout === undefined ? {} : { timeout: timeout * 1000 }),
    ...(description === undefined ? {} : { description }),
  };
}

async function readAction(invocation: Invocation, context: Context): Promise<RunAction> {
  const { rule, object = '', rest } = invocation;
  const { options, terminal } = context;
  const environment = readEnvironment(options.all('env-var'));
  switch (`${rule.name} ${rule.action}`) {
    case 'command run':
      return { kind: 'command', command: await readArgument(object, terminal), environment };
    case 'script run':
      return { kind: 'script', script: await findFile('script', object, context), arguments: rest, environment };
    case 'file upload': {
      const source = await findFile('source file', object, context, { directories: true });
      return { kind: 'upload', source, destination: rest[0] ?? '' };
    }
    case 'file download':
      return { kind: 'download', source: object, destination: resolve(terminal.directory, rest[0] ?? '') };
    case 'apply ':
      return { kind: 'apply', code: await readManifest(invocation, context), noop: options.flag('noop') === true };
    default:
      return {
        kind: 'task',
        task: object,
        parameters: await readGivenParameters(invocation, terminal),
        noop: options.flag('noop') === true,
      };
  }
}

/** The Puppet code to apply: that of a file, or of `--execute`. */
async function readManifest({ object, options }: Invocation, context: Context): Promise<string> {
  const code = options.text('execute');
  if (object === undefined) return code ?? '';
  const path = resolve(context.terminal.directory, object);
  const found = await diskFiles.stat(path);
  if (found?.kind === 'file') return (await diskFiles.readText(path)) ?? '';
  const why = found === undefined ? 'does not exist' : 'is not a file';
  throw new OrchestratorError('bolt/file-error', `The manifest '${object}' ${why}`, { details: { path } });
}

/** A request without what all kinds of it have. */
type RunAction = RunRequest extends infer R ? (R extends RunRequest ? Omit<R, CommonKey> : never) : never;
type CommonKey = 'targets' | 'description' | 'concurrency' | 'timeout' | 'runAs';

function readEnvironment(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.map((text) => {
      const equals = text.indexOf('=');
      if (equals < 0) throw cliError("Environment variables must be specified using 'myenvvar=key' format");
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

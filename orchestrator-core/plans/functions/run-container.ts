import { type JsonObject, rubyClass, rubyInspect } from '../../common/index.ts';
import {
  type Evaluation,
  entriesOf,
  FunctionFault,
  type NativeCall,
  type PuppetObject,
  type PuppetValue,
  textOf,
  valuesOfJson,
} from '../../language/index.ts';
import { callPlace, contextOf, type PlanContext, planPlace } from '../run/plan-context.ts';
import { PlanError } from '../run/plan-error.ts';
import { performStep } from '../run/step.ts';
import type { ProgramResult } from '../run/world.ts';
import { planDataOf } from '../values/json-value.ts';
import { planObject } from '../values/plan-object.ts';
import { isOk } from '../values/results.ts';
import { asHash, clearJson, environmentOf, isSet, validationError, withoutUnderscores } from './options.ts';
import { shellWords } from './shell-words.ts';

/** `run_container(image, [options])`: with the `docker` of the orchestrator's machine. */
export function* runContainer(call: NativeCall): Evaluation {
  const [name = null, last] = call.arguments;
  const image = textOf(name);
  const options = withoutUnderscores(asHash(last));
  checkOptions(options);
  const context = contextOf(call.frame);
  const command = commandOf(image, options);
  const what = { function: 'run_container', object: image, arguments: { image, ...options } };
  const done = yield* performStep<JsonObject>(call, what, async () => {
    const skipped = 'the plan runs in noop';
    if (context.run.noop) {
      return { value: { stdout: '', stderr: '', exit_code: 0, _skipped: skipped }, skipped };
    }
    await makeVolumes(context, options['volumes']);
    const done = await context.run.world.execute('docker', command, context.signal);
    return done.exitCode === 0 ? { value: resultOf(done) } : { value: failureOf(call, image, done), failures: 1 };
  });
  const value = valuesOfJson(done);
  const result = planObject('ContainerResult', { value, object: image });
  if (isOk(result) || isSet(options['catch_errors'])) return result;
  const details = { value, object: image };
  throw new PlanError({
    kind: 'bolt/container-failure',
    msg: `Running container '${image}' failed.`,
    details: planDataOf(details),
  });
}

function resultOf({ stdout, stderr, exitCode }: ProgramResult): JsonObject {
  return { stdout, stderr, exit_code: exitCode };
}

function failureOf({ frame, node }: NativeCall, image: string, { stderr, exitCode }: ProgramResult): JsonObject {
  const place = planPlace(callPlace(frame, node));
  return {
    _error: {
      kind: 'puppetlabs.tasks/container-error',
      issue_code: 'CONTAINER_ERROR',
      msg: `Error running container '${image}': ${stderr}`,
      details: { ...(place !== undefined && { file: place.path, line: place.line }), exit_code: exitCode },
    },
  };
}

async function makeVolumes({ run }: PlanContext, volumes: PuppetValue | undefined): Promise<void> {
  for (const [path] of entriesOf(volumes ?? null) ?? []) {
    try {
      await run.world.files.makeDirectory(textOf(path));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const msg = `Unable to create host volume directory ${textOf(path)}: ${why}`;
      throw new PlanError({ kind: 'bolt/file-error', msg, details: {} }, { cause: error });
    }
  }
}

/** The arguments of `docker`, in Bolt's order. */
function commandOf(image: string, options: PuppetObject): readonly string[] {
  const pairs = (name: string, flag: string): readonly string[] =>
    (entriesOf(options[name] ?? null) ?? []).flatMap(([host, inner]) => [flag, `${textOf(host)}:${textOf(inner)}`]);
  const environment = Object.entries(environmentOf(options['env_vars'], []));
  const workdir = options['workdir'] ?? null;
  const words = shellWords(textOf(options['cmd'] ?? null));
  if (words === undefined) throw new FunctionFault(`Unmatched quote: ${rubyInspect(textOf(options['cmd'] ?? null))}`);
  return [
    'run',
    ...environment.flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...pairs('volumes', '-v'),
    ...pairs('ports', '-p'),
    ...(isSet(options['rm']) ? ['--rm'] : []),
    ...(workdir === null ? [] : ['-w', textOf(workdir)]),
    image,
    ...words,
  ];
}

function checkOptions(options: PuppetObject): void {
  const shown = (value: PuppetValue): string => {
    const data = clearJson(value, []);
    return `${typeof data === 'string' ? data : rubyInspect(data)} which is a ${rubyClass(data)}`;
  };
  const { env_vars: environment, volumes, ports } = options;
  if (environment !== undefined && entriesOf(environment) === undefined) {
    throw validationError(`Option 'env_vars' must be a hash. Received ${shown(environment)}`);
  }
  for (const name of ['volumes', 'cmd', 'workdir', 'ports']) {
    const value = options[name];
    const isHash = name === 'volumes' || name === 'ports';
    if (value === undefined || (isHash ? entriesOf(value) !== undefined : typeof value === 'string')) continue;
    throw validationError(`Option '${name}' must be a ${isHash ? 'hash' : 'string'}. Received ${shown(value)}`);
  }
  checkPairs('volumes', volumes, 'strings', (value) => typeof value === 'string');
  checkPairs('ports', ports, 'integers', (value) => typeof value === 'bigint' || Number.isInteger(value));
}

function checkPairs(
  name: string,
  hash: PuppetValue | undefined,
  kind: string,
  fits: (value: PuppetValue) => boolean,
): void {
  const bad = (entriesOf(hash ?? null) ?? []).filter((pair) => !pair.every(fits));
  if (bad.length === 0) return;
  const pairs = bad.map(([key, value]) => rubyInspect([clearJson(key, []), clearJson(value, [])]));
  throw validationError(`Option '${name}' only accepts ${kind} for keys and values. Received: ${pairs.join(', ')}`);
}

import type { Declaration, DeclarationKind, ParameterDeclaration } from '../../../orchestrator-core/language/index.ts';
import type { Completion } from '../../documents/answers.ts';

import { isBareKey } from '../call-site.ts';
import { isHidden, isOwn } from '../code.ts';
import type { Frame } from '../frames.ts';
import { takesGroup, takesTargets } from '../target-words.ts';
import { valueStop } from './functions.ts';
import { completeValues, escaped, keysIn, order, type Site, tokenAt, tokenBefore, wordOf } from './site.ts';

/** Functions whose first argument names something that is run. */
const runners: ReadonlyMap<string, 'task' | 'plan'> = new Map([
  ['run_task', 'task'],
  ['run_task_with', 'task'],
  ['run_plan', 'plan'],
]);

/** Functions whose arguments are names of classes. */
export const takesClasses: ReadonlySet<string> = new Set(['include', 'contain', 'require']);

/** The call that a place is in, with what it runs. */
export interface CallPlace {
  readonly name: string;
  readonly frame: Frame;
  /** The task or plan that its first argument names. */
  readonly runs: Declaration | undefined;
  /** Where the bracket with the keys begins: the call's own, or that of a hash in it. */
  readonly keys: number;
  /** Which argument the place is in. */
  readonly index: number;
}

/** The call whose arguments are written here: directly, or in a hash among them. */
export function callAt(site: Site): CallPlace | undefined {
  const { frames } = site.cursor;
  const inner = frames[0]?.kind === 'list' ? 1 : 0;
  const hash = frames[inner]?.kind === 'hash' ? frames[inner] : undefined;
  const frame = hash === undefined ? frames[inner] : frames[inner + 1];
  if (frame?.kind !== 'call' && frame?.kind !== 'method') return undefined;
  const name = wordOf(site, frame);
  const shift = frame.kind === 'method' ? 1 : 0;
  const kind = runners.get(name);
  const first = tokenAt(site, frame.open + 1);
  const isName = first?.kind === 'string' || first?.kind === 'name';
  const runs = kind !== undefined && isName ? site.code.world.find(kind, first.value) : undefined;
  return { name, frame, runs, keys: (hash ?? frame).open + 1, index: frame.index + shift };
}

/** What an argument can be: names of tasks, plans, classes and targets, keys and their values. Undefined where anything. */
export function completeArgument(site: Site): readonly Completion[] | undefined {
  const call = callAt(site);
  if (call === undefined) return undefined;
  const key = keyBefore(site);
  if (key !== undefined) return completeKeyValue(site, call, key);
  const inHash = site.cursor.frames[0]?.kind === 'hash';
  if (!inHash) {
    const named = completeNames(site, call);
    if (named !== undefined) return named;
  }
  return completeKeys(site, call, inHash);
}

/** The key whose value is written here. */
function keyBefore(site: Site): string | undefined {
  const arrow = tokenBefore(site);
  return arrow?.kind === '=>' ? tokenAt(site, site.cursor.before - 1)?.value : undefined;
}

function completeKeyValue(site: Site, call: CallPlace, key: string): readonly Completion[] | undefined {
  const type = parametersOf(site, call).find(({ name }) => name === key)?.type;
  const values = completeValues(site, type);
  if (values.length > 0) return values;
  return site.cursor.kind === 'string' && /\bTargetSpec\b/.test(type ?? '') ? targetsOf(site) : undefined;
}

function completeNames(site: Site, { name, index }: CallPlace): readonly Completion[] | undefined {
  const kind = runners.get(name);
  if (index === 0 && kind !== undefined) return namesOf(site, kind);
  if (takesTargets.get(name) === index && site.cursor.kind === 'string') return targetsOf(site);
  if (takesGroup.get(name) === index && site.cursor.kind === 'string') {
    return targetsOf(site).filter(({ detail }) => detail === 'group');
  }
  if (takesClasses.has(name)) return namesOf(site, 'class');
  return undefined;
}

/** All names of a kind, in quotes where none are yet. */
export function namesOf(site: Site, kind: DeclarationKind, form: 'quoted' | 'bare' = 'quoted'): readonly Completion[] {
  const { code, cursor } = site;
  const isString = cursor.kind === 'string' || form === 'bare' || kind === 'class';
  const found: Completion[] = [];
  for (const declaration of code.world.all(kind)) {
    if (isHidden(code, declaration)) continue;
    const { name, documentation } = declaration;
    found.push({
      label: name,
      kind: kind === 'task' || kind === 'plan' || kind === 'class' ? kind : 'resource',
      span: cursor.span,
      insert: isString ? name : `'${name}'`,
      filter: name,
      about: { kind, name },
      sort: `${isOwn(code, name) ? 0 : 1}${name}`,
      ...(documentation?.summary === undefined ? {} : { detail: documentation.summary }),
    });
  }
  return found;
}

function targetsOf({ code, cursor: { span, source }, offset }: Site): readonly Completion[] {
  // Several targets in one text are separated by commas.
  const start = Math.max(span.start, source.lastIndexOf(',', offset - 1) + 1);
  return code.world.targets().map(({ name, kind }) => ({
    label: name,
    kind: 'target',
    span: { start, end: span.end },
    insert: name,
    detail: kind,
    sort: `${kind === 'group' ? 0 : 1}${name}`,
  }));
}

/** What a call takes by name: the parameters of what it runs, then its own options. */
export function parametersOf({ code }: Site, { name, runs }: CallPlace): readonly ParameterDeclaration[] {
  const own = code.world.find('function', name)?.signatures ?? [];
  const options = new Map<string, ParameterDeclaration>();
  for (const { parameters } of own) {
    for (const option of parameters.flatMap((parameter) => parameter.options ?? [])) {
      options.set(option.name, { ...option, isOptional: true });
    }
  }
  if (runs?.kind === 'task' && runs.supportsNoop !== true) options.delete('_noop');
  const given = runs?.signatures[0]?.parameters ?? [];
  return [...given, ...options.values()];
}

/** The parameter that a plan gets the second argument of `run_plan` as. */
function targetsParameter({ cursor: { tokens } }: Site, { name, frame, runs }: CallPlace): string | undefined {
  if (name !== 'run_plan' || frame.index < 2 || tokens[frame.open + 4]?.kind === '=>') return undefined;
  const names = runs?.signatures[0]?.parameters.map((parameter) => parameter.name) ?? [];
  return ['nodes', 'targets'].find((each) => names.includes(each));
}

/** Whether keys may stand at the place: behind the targets of what is run, or where a function takes its options. */
function takesKeys({ code }: Site, { name, index, runs }: CallPlace): boolean {
  if (runs !== undefined) return index > (name === 'run_plan' ? 0 : 1);
  const signatures = code.world.find('function', name)?.signatures ?? [];
  return signatures.some(({ parameters }) => {
    const options = parameters.findIndex((parameter) => parameter.options !== undefined);
    return options >= 0 && index >= options;
  });
}

function completeKeys(site: Site, call: CallPlace, inHash: boolean): readonly Completion[] | undefined {
  if (!inHash && !takesKeys(site, call)) return undefined;
  const parameters = parametersOf(site, call);
  if (parameters.length === 0) return undefined;
  const given = keysIn(site, call.keys);
  const positional = targetsParameter(site, call);
  const missing = parameters.filter(({ name }) => name !== positional && !given.some((each) => each.name === name));
  return missing.map((parameter, index) => keyCompletion(site, parameter, index, given));
}

/** A key with its arrow, and a stop for its value where none stands behind it. */
function keyCompletion(
  site: Site,
  parameter: ParameterDeclaration,
  index: number,
  others: readonly { readonly isQuoted: boolean }[],
): Completion {
  const { cursor } = site;
  const { name, isOptional, type, description, isSensitive } = parameter;
  const isBare = others.length > 0 && !others.some(({ isQuoted }) => isQuoted) && isBareKey(name);
  const inQuotes = cursor.kind === 'string';
  const quote = inQuotes ? cursor.source.charAt(cursor.span.start - 1) : "'";
  const isClosed = inQuotes && cursor.source.charAt(cursor.span.end) === quote;
  const end = cursor.span.end + (isClosed ? 1 : 0);
  const hasValue = /^\s*=>/.test(cursor.source.slice(end, end + 20));
  const key = inQuotes ? `${name}${quote}` : isBare ? name : `'${name}'`;
  const rest = hasValue ? '' : ` => ${valueStop(site, name, type, 1)}`;
  const facts = [type, isOptional ? undefined : 'required', isSensitive ? 'sensitive' : undefined];
  return {
    label: name,
    kind: 'parameter',
    span: { start: cursor.span.start, end },
    insert: hasValue ? key : `${escaped(key)}${rest}`,
    ...(hasValue ? {} : { isSnippet: true }),
    filter: name,
    detail: facts.filter((fact) => fact !== undefined).join(', '),
    sort: `0${isOptional ? 1 : 0}${order(index)}`,
    ...(description === undefined ? {} : { documentation: description }),
  };
}

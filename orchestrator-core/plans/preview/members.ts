import { nameOfUri } from '../../common/index.ts';
import {
  type EvaluationFrame,
  isRich,
  memberOf,
  type PuppetObject,
  type PuppetValue,
  valuesOfJson,
} from '../../language/index.ts';
import type { PlanTarget } from '../run/plan-inventory.ts';
import { elementOf, resultOf } from './access.ts';
import { contextOf } from './context.ts';
import {
  derived,
  elementsAtMost,
  isKnown,
  type Kind,
  nameOf,
  needsOf,
  own,
  renamed,
  type Shape,
  shortened,
  symbolic,
  unknownOf,
} from './symbolic.ts';
import { isTarget, targetValue } from './target-book.ts';

/**
 * What `value.name(given)` gives where the value, a target or what is not known, has an attribute or function of that
 * name; undefined where a function is meant.
 */
export function memberValue(
  frame: EvaluationFrame,
  value: PuppetValue,
  name: string,
  given: readonly PuppetValue[],
): PuppetValue | undefined {
  if (isTarget(value)) return given.length === 0 ? targetMember(frame, value, name) : undefined;
  const { shape, text = '' } = unknownOf(value) ?? {};
  const called = given.length === 0 ? `${text}.${name}` : `${text}.${name}(…)`;
  switch (shape?.kind) {
    case 'results':
      return resultsMember(value, shape, name, given, called);
    case 'result':
      return resultMember(value, shape, name, called);
    case 'one':
      return oneMember(frame, value, shape.of, name, given, called);
    case 'future':
      return name === 'state' ? derived(called, [value], 'String') : undefined;
    case 'is':
      return typedMember(value, shape.is, name, called);
    case 'some':
      return undefined;
    default:
      return unknownOf(value) !== undefined && given.length === 0 && isOnlyMember(name)
        ? derived(called, [value], own(kinds, name))
        : undefined;
  }
}

/** Of what kind members are whose names say enough. */
const kinds: Readonly<Record<string, Kind>> = {
  ok: 'Boolean',
  target: 'Target',
  targets: 'Array',
  names: 'Array',
  vars: 'Hash',
  facts: 'Hash',
  config: 'Hash',
  name: 'String',
  safe_name: 'String',
};

/** Names that are members of Bolt's types, and functions of nobody. */
function isOnlyMember(name: string): boolean {
  return onlyMembers.has(name);
}

const onlyMembers: ReadonlySet<string> = new Set(
  'action add_event config desired_state details error error_set features filter_set find first host issue_code kind message msg name names ok ok_set password overwrite_desired_state overwrite_state plugin_hooks port protocol reference report resources results safe_name sensitive set_desired_state set_state state status stderr stdout target target_alias targets to_data transport transport_config uri user value'.split(
    ' ',
  ),
);

function targetMember(
  frame: EvaluationFrame,
  value: PuppetValue & { readonly attributes: PuppetObject },
  name: string,
): PuppetValue | undefined {
  const { targets } = contextOf(frame).run;
  const target = nameOf(value);
  if (name === 'name') return target;
  if (name === 'vars') return targets.vars(target);
  if (name === 'facts') return targets.facts(target);
  const read = own(targetReaders, name);
  const hasOpen = name === 'features' ? 'feature' : 'config';
  if (read !== undefined && targets.isOpen(target, hasOpen)) {
    return name === 'password' ? secretNamed(`${target}.password`) : derived(`${target}.${name}`, [], own(kinds, name));
  }
  if (read !== undefined) return read(targets.target(target));
  return memberOf(targetType, name) === undefined ? undefined : derived(`${target}.${name}`, [], 'Some');
}

const targetType = { kind: 'Object', name: 'Target', parameters: '' } as const;

const targetReaders: Readonly<Record<string, (target: PlanTarget) => PuppetValue>> = {
  uri: ({ uri = null, name }) => (uri === null || nameOfUri(uri) === uri ? uri : secretNamed(`${name}.uri`)),
  safe_name: ({ safeName }) => safeName,
  target_alias: ({ alias }) => alias,
  transport: ({ transport }) => transport,
  protocol: ({ protocol }) => protocol ?? null,
  host: ({ host }) => host ?? null,
  port: ({ port }) => port ?? null,
  user: ({ user }) => user ?? null,
  // What it is nobody may see; that there is one decides about conditions.
  password: ({ password, name }) => (password === undefined ? null : secretNamed(`${name}.password`)),
  config: ({ config }) => withoutSecrets(valuesOfJson(config), 'a secret'),
  transport_config: ({ transportConfig }) => withoutSecrets(valuesOfJson(transportConfig), 'a secret'),
  features: ({ features }) => features,
  plugin_hooks: ({ pluginHooks }) => valuesOfJson(pluginHooks),
};

function secretNamed(text: string): PuppetValue {
  return symbolic({ text, needs: [], shape: { kind: 'is', is: 'String' }, isSecret: true });
}

/** Options of transports by whose names they are secrets. */
const secretOption = /password|token|private-key|key-data/;

function withoutSecrets(value: PuppetValue, text: string): PuppetValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isRich(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]): [string, PuppetValue] => [
      key,
      secretOption.test(key) && typeof each === 'string' ? secretNamed(text) : withoutSecrets(each, text),
    ]),
  );
}

function resultsMember(
  value: PuppetValue,
  shape: Shape & { readonly kind: 'results' },
  name: string,
  given: readonly PuppetValue[],
  called: string,
): PuppetValue | undefined {
  const { targets, ok } = shape;
  const list = Array.isArray(targets) ? (targets as readonly PuppetValue[]) : undefined;
  const part = (isOk: boolean): PuppetValue => {
    if (ok === isOk) return value;
    const of = ok === undefined ? elementsAtMost(targets) : [];
    const shown = derived(`${called}.targets`, [value], of === undefined ? 'Array' : { kind: 'some', of });
    return derived(called, [value], { ...shape, targets: ok === undefined ? shown : [], ok: isOk });
  };
  switch (name) {
    case 'targets':
      return (
        list ?? (unknownOf(targets)?.text === called ? targets : derived(called, [value, targets], shapeOf(targets)))
      );
    case 'results':
      return resultList(value) ?? value;
    case 'names':
      if (list?.every(isTarget) === true) return list.map(nameOf);
      return derived(called, [value], namesAtMost(targets));
    case 'count':
    case 'size':
    case 'length':
      return list?.length ?? derived(called, [value], 'Integer');
    case 'empty':
      return list === undefined ? derived(called, [value], 'Boolean') : list.length === 0;
    case 'ok':
      if (list?.length === 0) return true;
      return ok ?? derived(called, [value], 'Boolean');
    case 'ok_set':
      return part(true);
    case 'error_set':
      return part(false);
    case 'first':
      return renamed(elementOf(value, 0) ?? derived(called, [value]), called);
    case 'find': {
      const [wanted = null] = given;
      if (!isKnown(wanted) || list?.every(isTarget) !== true) return derived(called, [value, wanted]);
      const found = list.find((each) => nameOf(each) === wanted);
      return found === undefined ? null : resultOf(value, found, `${called.replace('…', `'${nameOf(found)}'`)}`);
    }
    case 'to_data':
      return derived(called, [value], 'Array');
    default:
      return undefined;
  }
}

function shapeOf(value: PuppetValue): Shape {
  return unknownOf(value)?.shape ?? { kind: 'is', is: 'Array' };
}

function namesAtMost(targets: PuppetValue): Shape | Kind {
  const of = elementsAtMost(targets);
  return of?.every(isTarget) === true ? { kind: 'some', of: of.map(nameOf) } : 'Array';
}

/** The results one by one, where their targets are known. */
export function resultList(results: PuppetValue): readonly PuppetValue[] | undefined {
  const { shape, text = '' } = unknownOf(results) ?? {};
  if (shape?.kind !== 'results' || !Array.isArray(shape.targets)) return undefined;
  return (shape.targets as readonly PuppetValue[]).map((target, index) =>
    resultOf(results, target, isTarget(target) ? `${text}.find('${nameOf(target)}')` : `${text}[${index}]`),
  );
}

function resultMember(
  value: PuppetValue,
  { target, ok, action }: Shape & { readonly kind: 'result' },
  name: string,
  called: string,
): PuppetValue | undefined {
  switch (name) {
    case 'target':
      return target;
    case 'ok':
      return ok ?? derived(called, [value], 'Boolean');
    case 'status':
      return ok === undefined ? derived(called, [value], 'String') : ok ? 'success' : 'failure';
    case 'error':
      if (ok === true) return null;
      return derived(called, [value], ok === false ? 'Error' : undefined);
    case 'action':
      return action;
    case 'value':
    case 'to_data':
    case 'report':
    case 'catalog':
      return derived(called, [value], 'Hash');
    case 'message':
    case 'sensitive':
      return derived(called, [value]);
    default:
      return undefined;
  }
}

/** What all that it can be has; each is asked. */
function oneMember(
  frame: EvaluationFrame,
  value: PuppetValue,
  of: readonly PuppetValue[],
  name: string,
  given: readonly PuppetValue[],
  called: string,
): PuppetValue | undefined {
  const answers: PuppetValue[] = [];
  for (const each of of) {
    const answer = each === null ? null : memberValue(frame, each, name, given);
    if (answer === undefined) return isOnlyMember(name) ? derived(called, [value], own(kinds, name)) : undefined;
    answers.push(answer);
  }
  if (answers.every((answer) => answer === answers[0] && isKnown(answer))) return answers[0];
  return symbolic({
    text: shortened(called),
    needs: needsOf(value, ...answers),
    shape: { kind: 'one', of: answers },
  });
}

function typedMember(value: PuppetValue, kind: Kind, name: string, called: string): PuppetValue | undefined {
  if (kind === 'Target' || kind === 'Error' || kind === 'Some') {
    return isOnlyMember(name) || (kind === 'Target' && /^(?:vars|facts|config)$/.test(name))
      ? derived(called, [value], kind === 'Some' ? undefined : own(kinds, name))
      : undefined;
  }
  return undefined;
}

/** A target that is known by its name. */
export function targetNamed(frame: EvaluationFrame, name: string): PuppetValue {
  return targetValue(name, contextOf(frame).run.targets.target(name).safeName);
}

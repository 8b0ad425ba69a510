import type { PuppetType } from '../../../orchestrator-core/language/index.ts';
import type { Completion } from '../../documents/answers.ts';

import { callAt } from './arguments.ts';
import { typeBefore } from './members.ts';
import { order, type Site, tokenAt, tokenBefore, valuesOf } from './site.ts';

/** The values that the place takes where few will do: those of an Enum, or true and false. */
export function completeExpected(site: Site): readonly Completion[] {
  const { kind, span } = site.cursor;
  const isQuoted = kind === 'string';
  const found = expectedTypes(site).flatMap(valuesOf);
  const distinct = [...new Map(found.map((each) => [each.value, each])).values()];
  return distinct
    .filter(({ isString }) => isString || !isQuoted)
    .map(({ value, isString }, index) => ({
      label: value,
      kind: isString ? 'value' : 'keyword',
      span,
      insert: isString && !isQuoted ? `'${value}'` : value,
      filter: value,
      sort: `0${order(index)}`,
    }));
}

/** The types of which the value is that is written here; several where a function can be called in several ways. */
function expectedTypes(site: Site): readonly PuppetType[] {
  const { frames, before } = site.cursor;
  const [frame] = frames;
  const token = tokenBefore(site);
  if (token?.kind === '==' || token?.kind === '!=') return known(typeBefore(site, before));
  if (frame?.kind === 'parameters' && token?.kind === '=') return known(site.read(declaredType(site)));
  if (frame?.kind === 'case' && token?.kind !== ':') return known(typeBefore(site, frame.open));
  if (frame?.kind === 'selector' && token?.kind !== '=>') return known(typeBefore(site, frame.open - 1));
  const call = frame?.kind === 'call' || frame?.kind === 'method' ? callAt(site) : undefined;
  if (call === undefined || (token?.kind !== ',' && before !== call.frame.open)) return [];
  const { world } = site.code;
  const signatures = world.find('function', call.name)?.signatures ?? [];
  return signatures.flatMap(({ parameters }) => known(site.read(parameters[call.index]?.type)));
}

function known(type: PuppetType | undefined): readonly PuppetType[] {
  return type === undefined ? [] : [type];
}

/** The type of the parameter whose default is written here. */
function declaredType(site: Site): string | undefined {
  const { frames, before, source } = site.cursor;
  const first = tokenAt(site, frames[0]?.item);
  const variable = tokenAt(site, before - 1);
  if (first === undefined || variable?.kind !== 'variable' || first === variable) return undefined;
  return source.slice(first.start, variable.start);
}

import type { PlanValue } from '../../orchestrator-core/plans/index.ts';
import type { Word } from '../puppet/call-site.ts';
import { nodesOf } from '../puppet/document.ts';
import { splitWord, targetWordsOf } from '../puppet/target-words.ts';
import { placeOf, type YamlPlanDocument } from './document.ts';

/** The names of targets and groups in a plan: those of its steps, of parameters that are targets, and in code. */
export function targetWordsInPlan(document: YamlPlanDocument): readonly Word[] {
  const { plan } = document;
  const given = plan.steps.flatMap(({ entries }) =>
    entries.flatMap(({ key, value }) => (key === 'targets' ? wordsIn(value) : [])),
  );
  const defaults = plan.parameters.flatMap((each) =>
    each.type !== undefined && /\bTargetSpec\b/.test(each.type.value) ? wordsIn(each.default) : [],
  );
  const whole = document.whole();
  const inCode = targetWordsOf(nodesOf(whole.parsed.program), whole.view.text).flatMap(({ name, nameSpan }) => {
    const place = placeOf(whole, nameSpan);
    // What the plan says without code is found above, where it was written.
    const isExact = place !== undefined && document.source.text.slice(place.start, place.end) === name;
    return isExact ? [{ name, nameSpan: place }] : [];
  });
  const found = new Map([...inCode, ...given, ...defaults].map((word) => [word.nameSpan.start, word]));
  return [...found.values()].sort((a, b) => a.nameSpan.start - b.nameSpan.start);
}

function wordsIn(value: PlanValue | undefined): readonly Word[] {
  if (value?.kind === 'list') return value.items.flatMap(wordsIn);
  if (value?.kind !== 'string' || value.treatment === 'code') return [];
  const { inner } = value;
  // A text with escapes or interpolation is not where its letters are.
  return inner.end - inner.start === value.value.length && !value.value.includes('$')
    ? splitWord({ name: value.value, nameSpan: { start: inner.start, end: inner.end } })
    : [];
}

import { type PlanStep, planEntry, stringOf } from '../../orchestrator-core/plans/index.ts';
import type { DocumentSymbol } from '../documents/answers.ts';

import type { YamlPlanDocument } from './document.ts';

/** The outline: parameters with their types, and steps by name or by what they do. */
export function planSymbols({ plan }: YamlPlanDocument): readonly DocumentSymbol[] {
  return plan.entries.flatMap((entry): readonly DocumentSymbol[] => {
    const { key, keySpan, start, end } = entry;
    if (key === '') return [];
    const children =
      key === 'parameters' ? parametersOf(plan.parameters) : key === 'steps' ? plan.steps.map(stepSymbol) : [];
    const detail = stringOf(entry.value)?.split('\n')[0];
    const kind = key === 'parameters' ? 'object' : key === 'steps' ? 'array' : 'string';
    const span = { start, end };
    return [{ name: key, kind, span, nameSpan: keySpan, children, ...(detail === undefined ? {} : { detail }) }];
  });
}

function parametersOf(parameters: YamlPlanDocument['plan']['parameters']): readonly DocumentSymbol[] {
  return parameters.flatMap(({ name, type, span }) =>
    name.value === ''
      ? []
      : [
          {
            name: name.value,
            kind: 'parameter' as const,
            span,
            nameSpan: { start: name.start, end: name.end },
            children: [],
            ...(type === undefined ? {} : { detail: type.value }),
          },
        ],
  );
}

function stepSymbol(step: PlanStep): DocumentSymbol {
  const { kind, name, entries, number, start, end } = step;
  const action = kind === undefined ? undefined : planEntry(entries, kind);
  const what = kind === undefined ? undefined : `${kind} ${stringOf(action?.value)?.split('\n')[0] ?? ''}`.trim();
  const label = name?.value ?? what ?? `step ${number}`;
  const nameSpan = name ?? action?.keySpan ?? entries[0]?.keySpan ?? { start, end };
  return {
    name: label,
    kind: name === undefined ? 'function' : 'variable',
    span: { start, end },
    nameSpan: { start: nameSpan.start, end: nameSpan.end },
    children: [],
    ...(name === undefined || what === undefined ? {} : { detail: what }),
  };
}

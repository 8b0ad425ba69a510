import type { AnalysisFinding, AnalysisSource } from '../analysis-finding.ts';
import type { World } from '../world.ts';
import { findMisplaced } from './misplaced-definition.ts';
import { findReassigned } from './reassigned.ts';
import { findLeaks } from './sensitive-leak.ts';
import { findUnknown } from './unknown-variable.ts';
import { findUnreachable } from './unreachable-code.ts';
import { findUnused } from './unused.ts';
import { variablesOf } from './variables-of.ts';

/** Findings about variables, parameters, statements that are never reached, secrets, and where definitions stand. */
export function analyzeVariables(source: AnalysisSource, world: World): readonly AnalysisFinding[] {
  const variables = variablesOf(source.parsed);
  return [
    ...findUnknown(source, variables, world),
    ...findUnused(variables),
    ...findReassigned(variables),
    ...findUnreachable(variables),
    ...findMisplaced(source, world),
    ...findLeaks(source, variables),
  ];
}

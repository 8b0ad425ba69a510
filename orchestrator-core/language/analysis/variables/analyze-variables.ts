import type { AnalysisFinding, AnalysisSource } from '../analyze.ts';
import type { World } from '../world.ts';

/** Findings about variables, parameters, statements that are never reached, secrets, and where definitions stand. */
export function analyzeVariables(_source: AnalysisSource, _world: World): readonly AnalysisFinding[] {
  return [];
}

import type { AnalysisFinding, AnalysisSource } from '../analyze.ts';
import type { World } from '../world.ts';

/** Findings about what is called, run, declared and named, and about the arguments it is given. */
export function analyzeCalls(_source: AnalysisSource, _world: World): readonly AnalysisFinding[] {
  return [];
}

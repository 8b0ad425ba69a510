import type { AnalysisFinding, AnalysisSource } from './analysis-finding.ts';
import { brokenParts, outsideOf } from './broken-parts.ts';
import { analyzeCalls } from './calls/analyze-calls.ts';
import { analyzeVariables } from './variables/analyze-variables.ts';
import type { World } from './world.ts';

/**
 * Finds what names, variables and arguments of a source say that cannot be meant. Definitions that do not parse are left
 * out. Never throws.
 */
export function analyze(source: AnalysisSource, world: World): readonly AnalysisFinding[] {
  const found = [...analyzeVariables(source, world), ...analyzeCalls(source, world)];
  return outsideOf(
    brokenParts(source.parsed),
    found.sort((a, b) => a.start - b.start),
  );
}

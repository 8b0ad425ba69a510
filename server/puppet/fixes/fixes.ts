import type { AnalysisFinding } from '../../../orchestrator-core/language/index.ts';
import type { Fix, Problem } from '../../documents/words.ts';
import type { Workspace } from '../../documents/workspace.ts';
import type { PuppetDocument } from '../document.ts';
import { creationFixes } from './create.ts';
import { declarationFixes } from './declare.ts';
import { ignoreFix } from './ignore.ts';
import { misplacedFixes } from './misplaced.ts';
import { missingFixes } from './missing.ts';
import { suggestionFix } from './suggestion.ts';
import { unusedFixes } from './unused.ts';

/** Where a quick fix is asked for. */
export interface FixContext {
  readonly workspace: Workspace;
  readonly document: PuppetDocument;
  readonly finding: AnalysisFinding;
  /** Everything that the analysis found in the document. */
  readonly findings: readonly AnalysisFinding[];
}

/** What can be done about a problem of a Puppet source, the most likely first. Problems of syntax have no fixes. */
export async function puppetFixes(
  workspace: Workspace,
  document: PuppetDocument,
  { finding }: Problem,
  problems: readonly Problem[],
): Promise<readonly Fix[]> {
  if (finding === undefined) return [];
  const findings = problems.flatMap((each) => each.finding ?? []);
  const context: FixContext = { workspace, document, finding, findings };
  return [
    ...suggestionFix(context),
    ...(await missingFixes(context)),
    ...(await unusedFixes(context)),
    ...(await creationFixes(context)),
    ...(await declarationFixes(context)),
    ...(await misplacedFixes(context)),
    ...ignoreFix(context),
  ];
}

import { nearest } from '../../orchestrator-core/common/index.ts';
import { type AnalysisFinding, analyze, type World } from '../../orchestrator-core/language/index.ts';
import type { YamlPlanProblem } from '../../orchestrator-core/plans/index.ts';
import { problem as codedProblem } from '../documents/codes.ts';
import type { Fix, Problem, Span } from '../documents/words.ts';
import { yamlProblem } from '../yaml/codes.ts';
import { pathOfView, type YamlPlanDocument } from './document.ts';
import { addMissingKeys, addParameters, replaceSpan } from './fixes.ts';

/** What Bolt would refuse, and what the analysis of Puppet plans says of the same plan in Puppet's language. */
export function planProblems(document: YamlPlanDocument, world: World): readonly Problem[] {
  const own = document.problems.map((problem) => ownProblem(document, problem));
  const isBroken = document.problems.some(({ code }) => code === 'yaml-syntax');
  return isBroken ? own : [...own, ...analysisProblems(document, world)];
}

function ownProblem(document: YamlPlanDocument, problem: YamlPlanProblem): Problem {
  const { code, known = [], missing = [], start, end } = problem;
  const { path, text } = document.source;
  const written = text.slice(start, end);
  const meant = nearest(written, known) ?? (written === 'target' && known.includes('targets') ? 'targets' : undefined);
  const fixes: Fix[] = [];
  if (meant !== undefined) fixes.push(replaceSpan(path, { start, end }, meant, `Replace with '${meant}'`));
  if (missing.length > 0) fixes.push(addMissingKeys(document, problem, missing));
  const hint = meant === undefined ? '' : `. Did you mean '${meant}'?`;
  const message = `${problem.message}${hint}`;
  const more = fixes.length > 0 ? { fixes } : {};
  if (code === 'yaml-syntax' || code === 'yaml-alias' || code === 'duplicate-key') {
    return codedProblem(code, { start, end }, message.endsWith('.') ? message : `${message}.`, more);
  }
  return yamlProblem(code, { start, end }, message, more);
}

function analysisProblems(document: YamlPlanDocument, world: World): readonly Problem[] {
  const { parsed, view } = document.sound();
  const found = analyze({ path: pathOfView(document), parsed, dialect: 'plan' }, world);
  const names = document.plan.steps.flatMap((step) => step.name ?? []);
  return found.flatMap((finding): readonly Problem[] => {
    const span = spanOf(document, finding);
    if (span === undefined || isAboutNames(finding, span, names)) return [];
    const { code, severity, message, suggestion, name } = finding;
    const written = document.source.text.slice(span.start, span.end);
    const isWhole = suggestion !== undefined && name !== undefined && written === name;
    const fixes = isWhole
      ? [replaceSpan(document.source.path, span, suggestion, `Replace with '${suggestion}'`)]
      : missingFixes(document, finding, found, span);
    const related = (finding.related ?? []).flatMap(({ span: other, message: about }) => {
      const place = view.toDocument(other);
      return place === undefined ? [] : [{ span: place, message: about }];
    });
    return [
      {
        code,
        severity,
        message,
        ...span,
        ...(related.length > 0 ? { related } : {}),
        ...(fixes.length > 0 ? { fixes } : {}),
        ...(/^un(?:used|reachable)-/.test(code) ? { unnecessary: true } : {}),
      },
    ];
  });
}

/** Gives a step the parameter that its task or plan wants, or all of them when there are several. */
function missingFixes(
  document: YamlPlanDocument,
  { code, name, start, end }: AnalysisFinding,
  all: readonly AnalysisFinding[],
  span: Span,
): readonly Fix[] {
  if (code !== 'missing-parameter' || name === undefined) return [];
  const names = all
    .filter((each) => each.code === code && each.start === start && each.end === end)
    .flatMap((each) => each.name ?? []);
  const one = addParameters(document, span, [name], `Add the parameter '${name}'`);
  const several = names.length > 1 && names[0] === name;
  const whole = several ? addParameters(document, span, names, 'Add all parameters that are missing') : undefined;
  return [whole, one].flatMap((fix) => fix ?? []);
}

/** Where a finding is shown; undefined for those about what nobody wrote. */
function spanOf(document: YamlPlanDocument, finding: Span): Span | undefined {
  const { view } = document.sound();
  const span = view.nearest(finding);
  return span === undefined || span.end <= span.start ? undefined : { start: span.start, end: span.end };
}

/** Names of steps say what a step does as well as what holds its result, and Bolt's own rule tells of repeated ones. */
function isAboutNames({ code }: AnalysisFinding, span: Span, names: readonly Span[]): boolean {
  const isAboutSetting = code === 'reassigned-variable' || code === 'unused-variable';
  return isAboutSetting && names.some((name) => name.start === span.start);
}

import type { Problem, Severity } from './words.ts';

/** What the setting `baton.diagnostics.severity` says of a kind of problem. */
export type SeverityChoice = Severity | 'off';

/** By code; kinds that are not named keep the severity they have. */
export type SeverityChoices = Readonly<Record<string, SeverityChoice>>;

/** What can be chosen, the gravest first. */
export const severityChoices: readonly SeverityChoice[] = ['error', 'warning', 'information', 'hint', 'off'];

/** Reads the setting; what is no severity is left out, so that a misspelt word changes nothing. */
export function readSeverities(value: unknown): SeverityChoices {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).flatMap(([code, choice]) => {
    const known = severityChoices.find((each) => each === choice);
    return known === undefined ? [] : [[code, known] as const];
  });
  return Object.fromEntries(entries);
}

/** The problems with the severities that were chosen for them. */
export function withSeverities(problems: readonly Problem[], choices: SeverityChoices): readonly Problem[] {
  if (Object.keys(choices).length === 0) return problems;
  return problems.flatMap((problem) => {
    const choice = choices[problem.code] ?? problem.severity;
    return choice === 'off' ? [] : [{ ...problem, severity: choice }];
  });
}

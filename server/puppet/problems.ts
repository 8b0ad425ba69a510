import {
  type AnalysisFinding,
  brokenParts,
  type Finding,
  outsideOf,
  type Parsed,
  type SyntaxFault,
} from '../../orchestrator-core/language/index.ts';
import type { Problem, Span } from '../documents/words.ts';
import { puppetCodes } from './codes.ts';

/**
 * What is wrong with a source, in Puppet's words: all faults of the parser, and what its validator finds. In a
 * definition that does not parse the validator is not asked: it would talk about what the parser made up.
 */
export function problemsIn(parsed: Parsed, findings: readonly Finding[]): readonly Problem[] {
  const { faults, source } = parsed;
  const sound = outsideOf(brokenParts(parsed), findings);
  return [
    ...faults.map((fault) => faultProblem(fault, source)),
    ...sound.map(({ code, message, start, end }): Problem => {
      const name = `puppet-${code}` as const;
      return { code: name, severity: puppetCodes[name], message, ...visible({ start, end }, source) };
    }),
  ];
}

function faultProblem(fault: SyntaxFault, source: string): Problem {
  const code = `puppet-${fault.code}` as const;
  const { message, opened } = fault;
  return {
    code,
    severity: puppetCodes[code],
    message,
    ...visible(fault, source),
    ...(opened === undefined ? {} : { related: [{ span: opened, message: 'It was opened here.' }] }),
  };
}

/** What the analysis found, as a problem of the document. */
export function analysisProblem(finding: AnalysisFinding): Problem {
  const { code, severity, message, start, end, unnecessary, related } = finding;
  return {
    code,
    severity,
    message,
    start,
    end,
    finding,
    ...(unnecessary === undefined ? {} : { unnecessary }),
    ...(related === undefined ? {} : { related }),
    ...(code === 'deprecated-function' ? { deprecated: true } : {}),
  };
}

/** A place between two letters cannot be shown: the last visible letter before it stands for it. */
function visible({ start, end }: Span, source: string): Span {
  if (end > start) return { start, end };
  for (let at = Math.min(start, source.length) - 1; at >= 0; at -= 1) {
    if (source.charAt(at).trim() !== '') return { start: at, end: at + 1 };
  }
  return { start: 0, end: Math.min(1, source.length) };
}

import type { Span } from '../documents/words.ts';

/** The languages of scripts that are read. */
export type ScriptLanguage = 'bash' | 'powershell' | 'python' | 'ruby';

/** Where a script takes a parameter from: `PT_x`, JSON on standard input, or a named argument of PowerShell. */
export type ReadSource = 'environment' | 'stdin' | 'argument';

/** A place where a script asks for a parameter. */
export interface ParameterRead {
  /** The parameter, without `PT_`; lower case where the language does not tell. */
  readonly name: string;
  /** The name alone, without `PT_`, quotes or `$`. */
  readonly span: Span;
  readonly source: ReadSource;
  /** Other places that carry the name because the read made it a variable; a rename changes them, too. */
  readonly variables?: readonly Span[];
}

/** What a script reads. */
export interface ScriptReads {
  readonly language: ScriptLanguage;
  readonly reads: readonly ParameterRead[];
  /** Whether parameters may be read in a way that cannot be followed, so that an absent read proves nothing. */
  readonly open: boolean;
  /** Names that stand in the code as `PT_x`, a whole string or a symbol, whatever is done with them. */
  readonly mentions: ReadonlySet<string>;
}

/** Parameters that the runner adds by itself. */
export const givenParameters: ReadonlySet<string> = new Set(['_task', '_noop', '_installdir', '_target']);

const byExtension: Readonly<Record<string, ScriptLanguage>> = {
  '.sh': 'bash',
  '.bash': 'bash',
  '.py': 'python',
  '.rb': 'ruby',
  '.ps1': 'powershell',
};

const byInterpreter: readonly (readonly [RegExp, ScriptLanguage])[] = [
  [/\b(ba|da|k|z)?sh\b/, 'bash'],
  [/\bpython[\d.]*\b/, 'python'],
  [/\bruby\b/, 'ruby'],
  [/\bpwsh\b|\bpowershell\b/, 'powershell'],
];

/** The language of a script, by its extension or, without one, by its first line. */
export function languageOf(extension: string, text: string): ScriptLanguage | undefined {
  if (extension !== '') return byExtension[extension.toLowerCase()];
  const shebang = /^#!.*/.exec(text)?.[0];
  return shebang === undefined ? undefined : byInterpreter.find(([pattern]) => pattern.test(shebang))?.[1];
}

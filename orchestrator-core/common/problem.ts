/** Something wrong or odd about a file that people write, told instead of thrown. */
export interface Problem {
  /** With an error what the file is about cannot be used. */
  readonly severity: 'error' | 'warning';
  /** An error's kind in the peers' word (`bolt/validation-error` …), or a warning's id (`unknown_option` …). */
  readonly kind: string;
  /** The sentence, without its place. */
  readonly message: string;
  /** The file, absolute. */
  readonly path: string;
  /** Counted from 1; columns in UTF-16 units. */
  readonly line?: number;
  readonly column?: number;
}

/** ` Did you mean 'x'?`, or nothing. */
export function question(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` Did you mean '${suggestion}'?`;
}

/** Why Baton answers a case otherwise than Bolt; each id must be in {@link accepted} exactly as long as it does. */
type Reason = keyof typeof reasons;

const reasons = {
  plugins: 'plugin references are not supported yet; the sentence says so and names the plugin',
} as const;

/** The deviations that are meant, by case. */
export const accepted: Readonly<Record<string, Reason>> = {};

/** The reason in words. */
export function reasonOf(id: string): string | undefined {
  const reason = accepted[id];
  return reason === undefined ? undefined : reasons[reason];
}

/** What is shown instead of a sensitive value, everywhere, in the peers' words. */
export const redactedText = 'Sensitive [value redacted]';

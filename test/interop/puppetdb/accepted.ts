import type { Question } from './ask.ts';

/** Where we answer otherwise than PuppetDB 7.12.1, on purpose. */
const deviations: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [
    /^\/catalogs\/[^/]+\/edges$/,
    'PuppetDB answers with the edges of all nodes; its documentation says those of the node',
  ],
];

/** Why the answer to a question may be another; undefined where it must be the same. */
export function acceptedDeviation({ path, params }: Question): string | undefined {
  const text = `${path}${params['query'] ?? ''}`;
  return deviations.find(([pattern]) => pattern.test(text))?.[1];
}

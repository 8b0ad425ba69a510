import { EvaluationError } from '../evaluation.ts';
import { type NativeFunction, placeOf } from '../frame.ts';
import type { NativeTable } from './table.ts';

const operations = ['contain', 'create_resources', 'hiera_include', 'include', 'realize', 'require', 'tag', 'tagged'];
const features = ['inline_template', 'template'];

/** Functions that make a catalog, which no plan does: they say so. */
export const catalogFunctions: NativeTable = Object.fromEntries([
  ...operations.map((name) => [name, refuse(`The catalog operation '${name}'`)] as const),
  ...features.map((name) => [name, refuse(`The feature 'ERB ${name}'`)] as const),
]);

function refuse(what: string): NativeFunction {
  return ({ frame, node }) => {
    throw new EvaluationError(`${what} is only available when compiling a catalog`, placeOf(frame, node));
  };
}

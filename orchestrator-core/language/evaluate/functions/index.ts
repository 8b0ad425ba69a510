import type { NativeFunction } from '../frame.ts';
import { collectionFunctions } from './collections.ts';
import { iterationFunctions, then } from './iteration.ts';
import { loggingFunctions } from './logging.ts';
import { numberFunctions } from './numbers.ts';
import { stringFunctions } from './strings.ts';

let made: ReadonlyMap<string, NativeFunction> | undefined;

/** Puppet's own functions, by name. */
export function nativeFunctions(): ReadonlyMap<string, NativeFunction> {
  made ??= new Map([
    ...[collectionFunctions, iterationFunctions, loggingFunctions, numberFunctions, stringFunctions].flatMap((table) =>
      Object.entries(table),
    ),
    ['then', then],
  ]);
  return made;
}

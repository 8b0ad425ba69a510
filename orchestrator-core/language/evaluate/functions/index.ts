import type { NativeFunction } from '../frame.ts';
import { catalogFunctions } from './catalog.ts';
import { collectionFunctions } from './collections.ts';
import { fileFunctions } from './files.ts';
import { iterationFunctions, then } from './iteration.ts';
import { loggingFunctions } from './logging.ts';
import { lookupFunctions } from './lookup.ts';
import { numberFunctions } from './numbers.ts';
import { randomFunctions } from './random.ts';
import { stdlibFunctions } from './stdlib.ts';
import { stringFunctions } from './strings.ts';
import { typeFunctions } from './types.ts';

const tables = [
  catalogFunctions,
  collectionFunctions,
  fileFunctions,
  iterationFunctions,
  loggingFunctions,
  lookupFunctions,
  numberFunctions,
  randomFunctions,
  stdlibFunctions,
  stringFunctions,
  typeFunctions,
];
let made: ReadonlyMap<string, NativeFunction> | undefined;

/** Puppet's own functions, by name. */
export function nativeFunctions(): ReadonlyMap<string, NativeFunction> {
  made ??= new Map([...tables.flatMap((table) => Object.entries(table)), ['then', then]]);
  return made;
}

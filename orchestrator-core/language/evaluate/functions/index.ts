import type { NativeFunction } from '../frame.ts';
import { iterationFunctions, then } from './iteration.ts';

let made: ReadonlyMap<string, NativeFunction> | undefined;

/** Puppet's own functions, by name. */
export function nativeFunctions(): ReadonlyMap<string, NativeFunction> {
  made ??= new Map([...Object.entries(iterationFunctions), ['then', then]]);
  return made;
}

import type { NativeFunction } from '../frame.ts';

/** Built-in functions by name. Their arguments were checked against their signatures before they are called. */
export type NativeTable = Readonly<Record<string, NativeFunction>>;

import { FunctionFault } from './evaluation.ts';

/** Elements that a collection may have which a function makes, so that no plan takes all memory by mistake. */
export const mostElements = 1_000_000;
/** UTF-16 units that a text may have which is put together. */
export const mostCharacters: number = 2 ** 24;

/** @throws FunctionFault for a collection that would be too big. */
export function boundElements(count: number): void {
  if (count > mostElements) throw new FunctionFault(`A collection of more than ${mostElements} elements is too big`);
}

/** @throws FunctionFault for a text that would be too long. */
export function boundText(length: number): void {
  if (length > mostCharacters) throw new FunctionFault(`A text of more than ${mostCharacters} characters is too long`);
}

import type { PuppetValue } from '../../types/value.ts';
import { FunctionFault } from '../evaluation.ts';
import { type NativeFunction, placeOf } from '../frame.ts';
import { textOf } from '../value-text.ts';
import type { NativeTable } from './table.ts';

const levels = ['debug', 'info', 'notice', 'warning', 'err', 'alert', 'crit', 'emerg'];

/** Functions that log, and `fail`. */
export const loggingFunctions: NativeTable = {
  ...Object.fromEntries(levels.map((level) => [level, logAt(level)])),
  fail: ({ arguments: given }) => {
    throw new FunctionFault(joined(given));
  },
};

function logAt(level: string): NativeFunction {
  return ({ frame, node, arguments: given }) => {
    frame.host.log(level, joined(given), placeOf(frame, node));
    return null;
  };
}

function joined(values: readonly PuppetValue[]): string {
  return values.map(textOf).join(' ');
}

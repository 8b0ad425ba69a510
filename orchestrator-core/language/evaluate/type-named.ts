import type { Expression } from '../syntax/ast.ts';
import { readType } from '../types/read-type.ts';
import type { PuppetType } from '../types/type.ts';
import { evaluationError, type Frame } from './frame.ts';

/** The type that an expression without values of its own names. */
export function typeNamed(frame: Frame, node: Expression): PuppetType {
  const faults: Parameters<typeof readType>[2] = [];
  const type = readType(node, frame.host.findAlias, faults);
  const [fault] = faults;
  if (fault !== undefined) throw evaluationError(frame, fault, fault.message);
  return type;
}

import { FunctionFault, type NativeCall } from '../../language/index.ts';
import { callPlace, planPlace } from '../run/plan-context.ts';

/**
 * What Puppet raises with an issue of its own from within a function (`from_issue_and_stack`): the message itself names
 * the file and the line, and no plan can catch it.
 */
export function issueFault({ frame, node }: NativeCall, message: string): FunctionFault {
  const place = planPlace(callPlace(frame, node));
  return new FunctionFault(place === undefined ? message : `${message} (file: ${place.path}, line: ${place.line})`);
}

import { OrchestratorError } from '../../common/index.ts';
import { EvaluationError, type SourcePlace } from '../../language/index.ts';
import { planPlace } from './plan-context.ts';
import { PlanError, type PlanErrorValue } from './plan-error.ts';

/** As Bolt prints an error: with the place of the call that raised it. Undefined for what no plan can raise. */
export function errorValueOf(error: unknown): PlanErrorValue | undefined {
  if (error instanceof PlanError) return withPlace(error.value, error.place);
  if (error instanceof OrchestratorError) return { kind: error.kind, msg: error.message, details: error.details };
  if (error instanceof EvaluationError) return palError(error.message, error.place);
  return isSystemError(error) ? { kind: 'bolt/pal-error', msg: error.message, details: {} } : undefined;
}

/** What the machine refuses: a file that cannot be read, a disk that is full … Such errors name the call. */
export function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

/** `add_filelineno` of Bolt's errors: a place that is there already stays. */
function withPlace(value: PlanErrorValue, place: SourcePlace | undefined): PlanErrorValue {
  return 'file' in value.details ? value : { ...value, details: { ...value.details, ...placeDetails(place) } };
}

function placeDetails(place: SourcePlace | undefined): Readonly<Record<string, string | number>> {
  const at = place === undefined ? undefined : planPlace(place);
  return at === undefined ? {} : { file: at.path, line: at.line, column: at.column };
}

const calling = /^Evaluation Error: Error while evaluating a (?:Function|Method) [Cc]all, (?=[\s\S])/;
const missing = /^Evaluation Error: Unknown variable: '(facts|trusted|server_facts|settings)'\.$/;

/**
 * An error of the language at a place, as Bolt words it: what a function objects to without Puppet's words before it,
 * everything else as Puppet says it, with the place at the end.
 */
export function palError(message: string, place: SourcePlace | undefined): PlanErrorValue {
  const details = placeDetails(place);
  const variable = missing.exec(message)?.[1];
  const msg =
    variable !== undefined
      ? `Evaluation Error: Variable '${variable}' is not available in the current scope unless explicitly defined.`
      : calling.test(message)
        ? message.replace(calling, '')
        : message + placeSuffix(details);
  return { kind: 'bolt/pal-error', msg, details };
}

function placeSuffix({ file, line, column }: Readonly<Record<string, string | number>>): string {
  return file === undefined ? '' : ` (file: ${file}, line: ${line}, column: ${column})`;
}

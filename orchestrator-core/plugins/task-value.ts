import { isJsonObject, type JsonObject, OrchestratorError } from '../common/index.ts';

/** The result of a task that succeeded. @throws OrchestratorError with what the task says went wrong. */
export function successOf(result: JsonObject): JsonObject {
  const error = result['_error'];
  if (error === undefined || error === null) return result;
  const { msg = '', kind = 'bolt/error' } = isJsonObject(error) ? error : {};
  throw new OrchestratorError(String(kind), String(msg));
}

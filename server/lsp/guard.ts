import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

/** Where the server says that something went wrong inside it. */
export type Report = (message: string) => void;

/**
 * Wraps a handler: a request that was cancelled is answered so, before and after the work; one whose handler throws
 * is logged once per kind of error and answered with `empty`, and the server lives on.
 */
export function createGuard(report: Report): Guard {
  const reported = new Set<string>();
  return (name, empty, handle) => async (parameters, token) => {
    // What the client sent meanwhile, such as a cancellation, is read first.
    await new Promise((resolve) => setImmediate(resolve));
    if (token.isCancellationRequested) return cancelled();
    try {
      const answer = await handle(parameters, token);
      return token.isCancellationRequested ? cancelled() : answer;
    } catch (error) {
      if (error instanceof ResponseError) return new ResponseError<never>(error.code, error.message);
      const text = `${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      if (!reported.has(text)) report(text);
      reported.add(text);
      return empty;
    }
  };
}

export type Guard = <P, R>(
  name: string,
  empty: R,
  handle: (parameters: P, token: CancellationToken) => Promise<R>,
) => (parameters: P, token: CancellationToken) => Promise<R | ResponseError<never>>;

function cancelled(): ResponseError<never> {
  return new ResponseError<never>(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
}

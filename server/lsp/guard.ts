import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

/** Where the server says that something went wrong inside it. */
export type Report = (message: string) => void;

/** Holds up what is done in the background until the function that it gives back is called. */
export type Pause = () => () => void;

/**
 * Wraps a handler, for which the background waits: a request that was cancelled is answered so, before and after the work; one whose handler throws
 * is logged once per kind of error and answered with `empty`, and the server lives on. What comes when the protocol
 * does not allow it is answered with the `refusal`.
 */
export function createGuard(report: Report, pause: Pause = () => () => {}, refusal: Refusal = () => undefined): Guard {
  const reported = new Set<string>();
  return (name, empty, handle) => async (parameters, token) => {
    const refused = refusal();
    if (refused !== undefined) return refused;
    const resume = pause();
    // What the client sent meanwhile, such as a cancellation, is read first.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      if (token.isCancellationRequested) return cancelled();
      const answer = await handle(parameters, token);
      return token.isCancellationRequested ? cancelled() : answer;
    } catch (error) {
      if (error instanceof ResponseError) return new ResponseError<never>(error.code, error.message);
      const text = `${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      if (!reported.has(text)) report(text);
      reported.add(text);
      return empty;
    } finally {
      resume();
    }
  };
}

/** Why no request is answered now; undefined when they are. */
export type Refusal = () => ResponseError<never> | undefined;

export type Guard = <P, R>(
  name: string,
  empty: R,
  handle: (parameters: P, token: CancellationToken) => Promise<R>,
) => (parameters: P, token: CancellationToken) => Promise<R | ResponseError<never>>;

function cancelled(): ResponseError<never> {
  return new ResponseError<never>(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
}

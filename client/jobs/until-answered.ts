import type { Disposable } from 'vscode';

interface Asked extends Disposable {
  show(): void;
  onDidHide(listener: () => void): Disposable;
}

/** What a box or a list was answered, once `listen` says so; undefined when it was put away or withdrawn. */
export async function until(
  asked: Asked,
  withdrawn: AbortSignal,
  listen: (resolve: (answer: string | undefined) => void) => Disposable,
): Promise<string | undefined> {
  const answer = Promise.withResolvers<string | undefined>();
  const leave = (): void => answer.resolve(undefined);
  const listeners = [listen(answer.resolve), asked.onDidHide(leave)];
  withdrawn.addEventListener('abort', leave, { once: true });
  asked.show();
  try {
    return await answer.promise;
  } finally {
    for (const listener of [...listeners, asked]) listener.dispose();
  }
}

import type { CancelSignal } from '../../common/index.ts';

/** A signal that whoever made it can abort; it is aborted too when the one it was made from is. */
export interface Cancel {
  readonly signal: CancelSignal;
  abort(reason: unknown): void;
  /** Lets go of the signal it was made from. */
  dispose(): void;
}

/** Pure rooms know no `AbortController`. */
export function cancelWith(outer: CancelSignal): Cancel {
  const listeners = new Set<() => void>();
  let state: { readonly reason: unknown } | undefined = outer.aborted ? { reason: outer.reason } : undefined;
  const abort = (reason: unknown): void => {
    if (state !== undefined) return;
    state = { reason };
    for (const listener of [...listeners]) listener();
    listeners.clear();
  };
  const follow = (): void => abort(outer.reason);
  outer.addEventListener('abort', follow, { once: true });
  return {
    signal: {
      get aborted(): boolean {
        return state !== undefined;
      },
      get reason(): unknown {
        return state?.reason;
      },
      throwIfAborted: () => {
        if (state !== undefined) throw state.reason;
      },
      addEventListener: (_, listener) => {
        listeners.add(listener);
      },
      removeEventListener: (_, listener) => {
        listeners.delete(listener);
      },
    },
    abort,
    dispose: () => outer.removeEventListener('abort', follow),
  };
}

import { latest } from './latest.ts';

/** How long changes are collected before it is asked again, in milliseconds; longer where the answer took long. */
const collect = 300;
/** So much of the time may be spent on asking. */
const share = 0.2;

/** What is shown and may be old. */
export interface Renewable {
  /** Asks again. Never called while it is under way. */
  readonly renew: () => Promise<void>;
  /** Whether anybody sees it: what nobody sees is not asked for. */
  readonly isSeen: () => boolean;
  readonly report: (error: unknown) => void;
}

/** When what is shown is asked for again. */
export interface Renewal {
  /** It may be old now. */
  soon(): void;
  /** Somebody sees it again. */
  seen(): void;
  dispose(): void;
}

/** Asks again some time after each change: collected, for a part of the time, and only what is seen. */
export function renewal({ renew, isSeen, report }: Renewable): Renewal {
  let took = 0;
  let timer: NodeJS.Timeout | undefined;
  let isStale = false;
  const ask = latest(async () => {
    const begun = performance.now();
    await renew();
    took = performance.now() - begun;
  });
  const soon = (): void => {
    isStale = !isSeen();
    if (isStale || timer !== undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        void ask().catch(report);
      },
      Math.max(collect, took / share),
    );
  };
  return {
    soon,
    seen: () => {
      if (isStale) soon();
    },
    dispose: () => clearTimeout(timer),
  };
}

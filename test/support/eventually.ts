import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks at something outside this process (a file, a process, a screen) until it is as it should be.
 * @returns the value that was accepted.
 * @throws Error that holds the last value seen, when it never was.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T> | T,
  accept: (value: T) => boolean,
  seconds: number = 60,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await look();
    if (accept(value)) return value;
    if (Date.now() > deadline) {
      const seen = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
      throw new Error(`${what} did not happen within ${seconds} s; last seen:\n${seen?.slice(0, 3000)}`);
    }
    await delay(40);
  }
}

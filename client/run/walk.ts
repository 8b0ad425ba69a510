/** Where a person goes from a step: onward, back to the step before, past some steps, or away. */
export type Direction =
  | { readonly kind: 'next' }
  | { readonly kind: 'back' }
  | { readonly kind: 'jump'; readonly to: number }
  | { readonly kind: 'cancel' };

/** Where a step stands among those that are asked. */
export interface Position {
  /** Counts from 1. */
  readonly step: number;
  readonly total: number;
  /** Whether there is a step to go back to. */
  readonly canGoBack: boolean;
}

/** One question. It keeps the answer itself, so that it can show it when the person comes back. */
export type Step = (position: Position) => Promise<Direction>;

/** Asks the steps in order; back returns to the step that was really shown before. False when the person went away. */
export async function walk(steps: readonly Step[]): Promise<boolean> {
  const visited: number[] = [];
  let current = 0;
  while (current < steps.length) {
    const step = steps[current];
    if (step === undefined) break;
    const direction = await step({ step: current + 1, total: steps.length, canGoBack: visited.length > 0 });
    switch (direction.kind) {
      case 'cancel':
        return false;
      case 'back':
        current = visited.pop() ?? current;
        break;
      case 'jump':
        visited.push(current);
        current = Math.max(current + 1, direction.to);
        break;
      case 'next':
        visited.push(current);
        current += 1;
        break;
    }
  }
  return true;
}

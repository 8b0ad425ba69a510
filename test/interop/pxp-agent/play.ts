import type { InteropCase } from './case.ts';
import type { Stage } from './stage.ts';

/** What came of a case. */
export interface Played {
  readonly name: string;
  readonly seconds: number;
  /** What the case told of itself. */
  readonly note?: string;
  /** Why it did not work. */
  readonly fault?: string;
}

/** Says that the agent does not know, or cannot read, what it was sent. */
const notUnderstood = /no message callback|unknown message|failed to (?:parse|decode|validate)|invalid envelope|dropp/i;

/** Plays the cases one after the other and hears what the agent's log says meanwhile. */
export async function play(
  stage: Stage,
  cases: readonly InteropCase[],
  tell: (played: Played) => void = () => {},
): Promise<readonly Played[]> {
  const all: Played[] = [];
  for (const one of cases) {
    const begin = performance.now();
    const before = stage.agent.log.length;
    const outcome: { note?: string; fault?: string } = {};
    try {
      const note = await one.play(stage);
      if (note !== undefined) outcome.note = note;
      const complaints = complaintsIn(stage.agent.log.slice(before), one.complaints);
      if (complaints.length > 0) outcome.fault = `the agent complains:\n${complaints.join('\n')}`;
    } catch (error) {
      outcome.fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    const played = { name: one.name, seconds: (performance.now() - begin) / 1000, ...outcome };
    all.push(played);
    tell(played);
  }
  return all;
}

function complaintsIn(lines: readonly string[], expected: RegExp | undefined): readonly string[] {
  return lines.filter((line) => {
    if (notUnderstood.test(line)) return true;
    return / (?:WARN|ERROR|FATAL) /.test(line) && !expected?.test(line);
  });
}

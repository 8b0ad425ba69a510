import type { Clock } from '../../orchestrator-core/common/index.ts';
import { type AstValue, astText, type PqlWish, wishedWords } from '../../orchestrator-core/pql/index.ts';

/** Asks the nodes a query, in PuppetDB's JSON form; undefined where nobody is there to answer. */
export type AskNodes = (query: string) => Promise<readonly AstValue[] | undefined>;

/** What the nodes know for completion: names and values that stand in no file. */
export interface KnownWords {
  /** What a wish asks for; nothing where nobody answers in time. */
  of(wish: PqlWish): Promise<readonly AstValue[]>;
}

/** Milliseconds that an answer is good for: facts change, but not while a word is typed. */
const keptFor = 30_000;
/** Milliseconds that a list waits for values; what comes later is there for the next letter. */
const patience = 800;
/** Different questions at the same time. */
const most = 50;

/** Without `ask` nobody knows anything. */
export function createKnownWords(clock: Clock, ask: AskNodes | undefined): KnownWords {
  const kept = new Map<string, { readonly until: number; readonly rows: Promise<readonly AstValue[]> }>();
  const rowsOf = (query: string, asked: AskNodes): Promise<readonly AstValue[]> => {
    const known = kept.get(query);
    if (known !== undefined && known.until > clock.now()) return known.rows;
    const rows = asked(query).then(
      (found) => found ?? [],
      () => [],
    );
    kept.delete(query);
    kept.set(query, { until: clock.now() + keptFor, rows });
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return rows;
  };
  return {
    of: async (wish) => {
      if (ask === undefined) return [];
      const rows = rowsOf(astText(wish.query), ask);
      const { promise: late, resolve } = Promise.withResolvers<readonly AstValue[]>();
      const timer = clock.after(patience, () => resolve([]));
      const found = await Promise.race([rows, late]);
      timer.cancel();
      return wishedWords(wish, found);
    },
  };
}

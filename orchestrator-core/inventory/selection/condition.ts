import type { TextMatcher } from '../../regex/index.ts';

/** How a fact is compared. */
export type FactOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '=~';

/** What a name must be. */
export type NameTest =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'regex'; readonly source: string; readonly matcher: TextMatcher };

/** What a fact must be. */
export interface FactTest {
  readonly kind: 'fact';
  /** A fact's name, or keys and indexes below it with dots: `os.release.major`. */
  readonly fact: string;
  readonly operator: FactOperator;
  /** As written; of `=~` without its slashes. */
  readonly value: string;
  /** Of `=~`. */
  readonly matcher?: TextMatcher;
}

/** What must hold for a node. */
export type Condition =
  | FactTest
  | { readonly kind: 'class' | 'agent'; readonly name: NameTest }
  /** One of these names. */
  | { readonly kind: 'identity'; readonly names: readonly NameTest[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] };

/** Every test in a condition, innermost ones. */
export function* testsOf(condition: Condition): Generator<Exclude<Condition, { of: unknown }>> {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const each of condition.of) yield* testsOf(each);
      return;
    case 'not':
      yield* testsOf(condition.of);
      return;
    default:
      yield condition;
  }
}

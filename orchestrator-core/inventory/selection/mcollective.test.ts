/** What MCollective 2.12.5 answered, and where Baton answers better. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Json } from '../../common/index.ts';
import { compareFact, factAt } from './compare-fact.ts';
import type { Condition } from './condition.ts';
import { evaluateSelection, matchesName, type SelectionPorts } from './evaluate-selection.ts';
import { parseSelection } from './parse-selection.ts';

interface Recorded {
  readonly factFilters: readonly { readonly in: string; readonly result?: Readonly<Record<string, string>> }[];
  readonly comparisons: readonly {
    readonly fact: Json;
    readonly operator: string;
    readonly value: string;
    readonly result?: boolean;
  }[];
  readonly compounds: readonly { readonly in: string; readonly result: string }[];
  readonly evaluation: {
    readonly facts: Readonly<Record<string, string>>;
    readonly classes: readonly string[];
    readonly cases: readonly { readonly in: string; readonly result?: boolean }[];
  };
  readonly filters: {
    readonly identity: string;
    readonly cases: readonly { readonly in: Readonly<Record<string, readonly string[]>>; readonly result: boolean }[];
  };
}

const recorded: Recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/mcollective.json'), 'utf8'));

function filterOf(option: string, text: string): Condition | undefined {
  const parsed = parseSelection([option, text]);
  return parsed.ok ? parsed.selection.filters[0] : undefined;
}

describe('-F is read as MCollective reads it', () => {
  for (const { in: text, result } of recorded.factFilters) {
    test(text, () => {
      const filter = filterOf('-F', text);
      if (result === undefined) return assert.equal(filter, undefined);
      assert.ok(filter?.kind === 'fact');
      const value = filter.operator === '=~' && result['value']?.startsWith('/') ? `/${filter.value}/` : filter.value;
      assert.deepEqual({ fact: filter.fact, operator: filter.operator, value }, result);
    });
  }
});

/** `fact operator value` of comparisons of numbers, which are texts to MCollective where their kinds differ. */
const betterComparisons: Readonly<Record<string, boolean>> = {
  '10 > 9.5': true,
  '10.5 > 9': true,
  // There it fails, as "1x2" is taken for a number.
  '1x2 > 1x1': true,
};

describe('facts compare as in MCollective', () => {
  for (const { fact, operator, value, result } of recorded.comparisons) {
    const what = `${typeof fact === 'string' ? fact : JSON.stringify(fact)} ${operator} ${value}`;
    test(what, () => {
      const filter = filterOf('-F', `f${operator}${value === '' ? "''" : value}`);
      assert.ok(filter?.kind === 'fact');
      const asked = value === '' ? { ...filter, value } : filter;
      assert.equal(compareFact(fact, asked), betterComparisons[what] ?? result ?? false);
    });
  }
});

/** What MCollective takes and Baton refuses, or the other way round. */
const otherCompounds: Readonly<Record<string, string>> = {
  // A word that can be no class: there it is one that no node has.
  not: 'error',
  'a&b': 'error',
  '@': 'error',
};

/** The condition as MCollective's tokens. */
function tokensOf(text: string): string {
  const filter = filterOf('-S', text);
  return filter === undefined ? 'error' : printed(filter);
}

function printed(condition: Condition): string {
  switch (condition.kind) {
    case 'fact':
      return `${condition.fact}${condition.operator}${condition.value}`;
    case 'class':
      return condition.name.kind === 'literal' ? condition.name.text : `/${condition.name.source}/`;
    case 'not':
      return `not ${printed(condition.of)}`;
    case 'and':
    case 'or':
      return condition.of.map(printed).join(` ${condition.kind} `);
    default:
      return condition.kind;
  }
}

/** The same of what was recorded: brackets are not kept, operators have one spelling, functions are refused. */
function normal(tokens: string): string {
  if (tokens.includes('FUNCTION')) return 'error';
  return tokens
    .replace(/[()] ?| (?=\))/g, '')
    .replace(/=~\/(.*)\//g, '=~$1')
    .replace(/=\/(.*)\//g, '=~$1')
    .replace('=>', '>=')
    .replace('=<', '<=')
    .replace(/(?<=^|\s)([^\s=<>!~]+)=(?![=<>~])/g, '$1==')
    .trim();
}

describe('-S is read as MCollective reads it', () => {
  for (const { in: text, result } of recorded.compounds) {
    test(text, () => assert.equal(tokensOf(text), otherCompounds[text] ?? normal(result)));
  }
});

/** Where MCollective knows no `=~` and `!=` of facts, and data functions that Baton refuses. */
const otherEvaluations: Readonly<Record<string, boolean>> = { 'osfamily=~Red': true };

function node(facts: Readonly<Record<string, Json>>, classes: readonly string[]): SelectionPorts {
  const name = recorded.filters.identity;
  const none = async () => [];
  return {
    names: () => [],
    everyone: async () => [name],
    query: none,
    rerun: none,
    saved: async () => new Map(),
    fact: async (path) => {
      const value = factAt(facts, path);
      return new Map(value === undefined ? [] : [[name, value]]);
    },
    withClass: async (wanted) => new Set(classes.some((each) => matchesName(wanted, each)) ? [name] : []),
    agents: () => [],
    random: Math.random,
  };
}

const ports: SelectionPorts = node(recorded.evaluation.facts, recorded.evaluation.classes);

describe('-S means what MCollective means', () => {
  for (const { in: text, result } of recorded.evaluation.cases) {
    test(text, async () => {
      const found = evaluateSelection(['-S', text], ports);
      if (text.includes("('")) return assert.rejects(found, /data function/);
      assert.equal((await found).names.length === 1, otherEvaluations[text] ?? result);
    });
  }
});

describe('filters are joined as in MCollective', () => {
  const options = { fact: '-F', cf_class: '-C', identity: '-I' } as const;
  for (const { in: filters, result } of recorded.filters.cases) {
    test(JSON.stringify(filters), async () => {
      const words = Object.entries(filters).flatMap(([key, values]) =>
        values.flatMap((value) => [options[key as keyof typeof options], value]),
      );
      assert.equal((await evaluateSelection(words, ports)).names.length === 1, result);
    });
  }
  // There two names that both match exclude the node.
  test('any of several names will do', async () => {
    const words = ['-I', '/dev/', '-I', recorded.filters.identity];
    assert.deepEqual((await evaluateSelection(words, ports)).names, [recorded.filters.identity]);
  });
});

import { type CharacterTest, RegexError, type RegexNode } from './regex-node.ts';

type Step =
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'anchor'; readonly test: (text: readonly string[], at: number) => boolean }
  /** Goes on at `first`, and at `second` where that leads to nothing. */
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'look'; readonly part: Program; readonly ahead: boolean; readonly negative: boolean }
  | { readonly kind: 'atomic'; readonly part: Program }
  | { readonly kind: 'end' };

/** The steps in which a text is matched, and how many characters those can take at most. */
export interface Program {
  readonly steps: readonly Step[];
  readonly longest: number;
}

/** How many steps an expression may have, repetitions written out. */
const mostSteps = 20_000;
/** How many steps may be taken in all; a text that needs more is taken to match. */
const mostTaken = 1_000_000;

/** @throws RegexError for an expression whose repetitions are too many to write out */
export function compileRegex(node: RegexNode): Program {
  const steps: Step[] = [];
  emit(node, steps);
  steps.push({ kind: 'end' });
  return { steps, longest: longestOf(node) };
}

function emit(node: RegexNode, steps: Step[]): void {
  if (steps.length > mostSteps) throw new RegexError('unsupported', 'too many repetitions');
  switch (node.kind) {
    case 'character':
    case 'anchor':
      steps.push(node);
      return;
    case 'sequence':
      for (const each of node.nodes) emit(each, steps);
      return;
    case 'choice':
      emitChoice(node.nodes, steps);
      return;
    case 'repeat':
      emitRepeat(node, steps);
      return;
    case 'atomic':
      steps.push({ kind: 'atomic', part: compileRegex(node.node) });
      return;
    case 'look':
      steps.push({ kind: 'look', part: compileRegex(node.node), ahead: node.ahead, negative: node.negative });
  }
}

function emitChoice(nodes: readonly RegexNode[], steps: Step[]): void {
  const ends: { to: number }[] = [];
  for (const [index, each] of nodes.entries()) {
    if (index === nodes.length - 1) emit(each, steps);
    else {
      const split: Step = { kind: 'split', first: steps.length + 1, second: 0 };
      steps.push(split);
      emit(each, steps);
      const jump: Step = { kind: 'jump', to: 0 };
      steps.push(jump);
      ends.push(jump);
      split.second = steps.length;
    }
  }
  for (const end of ends) end.to = steps.length;
}

function emitRepeat(node: RegexNode & { kind: 'repeat' }, steps: Step[]): void {
  for (let count = 0; count < node.min; count += 1) emit(node.node, steps);
  const splits: (Step & { kind: 'split' })[] = [];
  const open = (): void => {
    const split: Step & { kind: 'split' } = { kind: 'split', first: steps.length + 1, second: steps.length + 1 };
    steps.push(split);
    splits.push(split);
  };
  if (node.max === Number.POSITIVE_INFINITY) {
    const start = steps.length;
    open();
    emit(node.node, steps);
    steps.push({ kind: 'jump', to: start });
  } else {
    for (let count = node.min; count < node.max; count += 1) {
      open();
      emit(node.node, steps);
    }
  }
  for (const split of splits) {
    if (node.lazy) split.first = steps.length;
    else split.second = steps.length;
  }
}

function longestOf(node: RegexNode): number {
  switch (node.kind) {
    case 'character':
      return 1;
    case 'sequence':
      return node.nodes.reduce((sum, each) => sum + longestOf(each), 0);
    case 'choice':
      return Math.max(0, ...node.nodes.map(longestOf));
    case 'repeat': {
      const each = longestOf(node.node);
      return each === 0 ? 0 : each * node.max;
    }
    case 'atomic':
      return longestOf(node.node);
    default:
      return 0;
  }
}

/**
 * Whether the steps match somewhere in the text. No step is taken twice at a place, so the time grows with the length
 * of the text times that of the expression, however it is written; with its square where parts look ahead or behind.
 */
export function matches(program: Program, text: readonly string[]): boolean {
  return matchesWithin(program, text, mostTaken) ?? true;
}

/** The same within so many steps; undefined where those were not enough to tell. */
export function matchesWithin(program: Program, text: readonly string[], most: number): boolean | undefined {
  const memory: Memory = { left: most, ends: new Map() };
  const tried = triedOf(program.steps.length * (text.length + 1));
  for (let start = 0; start <= text.length; start += 1) {
    if (run({ program, text, memory, tried }, start) >= 0) return true;
  }
  return memory.left < 0 ? undefined : false;
}

/** What is known of a text. */
interface Memory {
  /** How many steps may still be taken. */
  left: number;
  /** Where parts that stand for themselves end, by where they begin; -1 where they don't match. */
  readonly ends: Map<Program, Map<number, number>>;
}

/** A search for matches of one program. */
interface Search {
  readonly program: Program;
  readonly text: readonly string[];
  readonly memory: Memory;
  /** Which steps were tried at which places: what led to nothing once does so from everywhere. */
  readonly tried: Tried;
}

interface Tried {
  has(mark: number): boolean;
  add(mark: number): unknown;
}

/** Short texts are matched by the ten thousand, where making a set for each would take most of the time. */
const stamps = new Uint32Array(65_536);
let stamp = 0;

/** Nothing was tried yet of so many marks. Of short texts there is one at a time: parts that look around have their own. */
function triedOf(marks: number): Tried {
  if (marks > stamps.length) return new Set();
  stamp += 1;
  if (stamp > 0xffff_ffff) {
    stamps.fill(0);
    stamp = 1;
  }
  const mine = stamp;
  return {
    has: (mark) => stamps[mark] === mine,
    add: (mark) => {
      stamps[mark] = mine;
    },
  };
}

/** Where the first match from `start` on ends, of those that end at `until` if that is given; -1 for none. */
function run({ program, text, memory, tried }: Search, start: number, until?: number): number {
  const width = text.length + 1;
  const stack: number[] = [start];
  for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
    let index = Math.floor(place / width);
    let at = place % width;
    for (;;) {
      const mark = index * width + at;
      if (tried.has(mark)) break;
      tried.add(mark);
      memory.left -= 1;
      if (memory.left < 0) return -1;
      const step = program.steps[index];
      if (step === undefined || step.kind === 'end') {
        if (until === undefined || at === until) return at;
        break;
      }
      if (step.kind === 'jump') index = step.to;
      else if (step.kind === 'split') {
        stack.push(step.second * width + at);
        index = step.first;
      } else {
        at = take(step, text, at, memory);
        if (at < 0) break;
        index += 1;
      }
    }
  }
  return -1;
}

/** Where a step that splits nothing leads from a place; -1 where it does not match. */
function take(
  step: Exclude<Step, { kind: 'split' | 'jump' | 'end' }>,
  text: readonly string[],
  at: number,
  memory: Memory,
): number {
  switch (step.kind) {
    case 'character': {
      const character = text[at];
      return character !== undefined && step.test(character) ? at + 1 : -1;
    }
    case 'anchor':
      return step.test(text, at) ? at : -1;
    case 'atomic':
      return remembered(step.part, at, memory, () => endOf(step.part, text, at, memory));
    case 'look': {
      const found = remembered(step.part, at, memory, () =>
        step.ahead ? endOf(step.part, text, at, memory) : behind(step.part, text, at, memory),
      );
      return found >= 0 === step.negative ? -1 : at;
    }
  }
}

function remembered(part: Program, at: number, memory: Memory, find: () => number): number {
  let known = memory.ends.get(part);
  if (known === undefined) {
    known = new Map();
    memory.ends.set(part, known);
  }
  const answer = known.get(at) ?? find();
  known.set(at, answer);
  return answer;
}

function endOf(part: Program, text: readonly string[], at: number, memory: Memory): number {
  return run({ program: part, text, memory, tried: new Set() }, at);
}

/** Where a match begins that ends at a place; as long as Ruby lets one be that looks behind. */
function behind(part: Program, text: readonly string[], at: number, memory: Memory): number {
  const first = Math.max(0, at - Math.min(part.longest, 255));
  for (let start = at; start >= first; start -= 1) {
    if (run({ program: part, text, memory, tried: new Set() }, start, at) >= 0) return start;
  }
  return -1;
}

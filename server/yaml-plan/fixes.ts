import type { Fix, Span } from '../documents/words.ts';
import type { YamlPlanDocument } from './document.ts';

/** A fix that writes something else in the place of a span. */
export function replaceSpan(path: string, { start, end }: Span, text: string, title: string): Fix {
  return { title, files: [{ path, changes: [{ start, end, text }] }] };
}

/** What a key begins with when it is added for somebody to fill. */
const beginnings: Readonly<Record<string, string>> = { targets: '$targets', steps: '\n  - message: hello' };

/** Adds the keys that a step or the plan must have, below the line of the problem and as far in as its key. */
export function addMissingKeys({ source, plan }: YamlPlanDocument, at: Span, keys: readonly string[]): Fix {
  const { text, path } = source;
  const title = `Add ${keys.map((key) => `'${key}'`).join(' and ')}`;
  const step = plan.steps.find(({ start, end }) => start <= at.start && at.end <= end);
  const entry = (step?.entries ?? plan.entries).find(({ keySpan }) => keySpan.start === at.start);
  const isFlow = step !== undefined && text.charAt(step.start) === '{';
  const words = keys.map(
    (key) => `${key}: ${key === 'targets' && !hasTargets(plan.parameters) ? 'localhost' : (beginnings[key] ?? "''")}`,
  );
  if (isFlow) {
    const start = entry?.start ?? at.start;
    return {
      title,
      files: [{ path, changes: [{ start, end: start, text: words.map((word) => `${word}, `).join('') }] }],
    };
  }
  const column = at.start - (text.lastIndexOf('\n', at.start - 1) + 1);
  const end = lineEnd(text, entry?.end ?? at.end);
  const lines = words.map((word) => `\n${' '.repeat(step === undefined ? 0 : column)}${word}`).join('');
  return { title, files: [{ path, changes: [{ start: end, end, text: lines }] }] };
}

/** Hands parameters over in the step around `at`; undefined where no step is, or its parameters are no hash. */
export function addParameters(
  { source, plan }: YamlPlanDocument,
  at: Span,
  names: readonly string[],
  title: string,
): Fix | undefined {
  const { text, path } = source;
  const step = plan.steps.find(({ start, end }) => start <= at.start && at.end <= end);
  const action = step?.entries.find(({ key }) => key === step.kind);
  if (step === undefined || action === undefined) return undefined;
  const known = [
    ...plan.parameters.map(({ name }) => name.value),
    ...plan.steps.flatMap((each) => (each.end <= at.start ? (each.name?.value ?? []) : [])),
  ];
  const written = names.map((name) => `${name}: ${known.includes(name) ? `$${name}` : "''"}`);
  const insert = (offset: number, put: string): Fix => ({
    title,
    files: [{ path, changes: [{ start: offset, end: offset, text: put }] }],
  });
  const given = step.entries.find(({ key }) => key === 'parameters');
  const isFlow = text.charAt(step.start) === '{';
  const column = action.start - (text.lastIndexOf('\n', action.start - 1) + 1);
  if (given === undefined && isFlow) return insert(action.end, `, parameters: {${written.join(', ')}}`);
  if (given === undefined) {
    const lines = ['parameters:', ...written.map((each) => `  ${each}`)];
    return insert(lineEnd(text, action.end), lines.map((line) => `\n${' '.repeat(column)}${line}`).join(''));
  }
  if (given.value?.kind !== 'hash') return undefined;
  const { entries, start } = given.value;
  if (text.charAt(start) === '{') {
    const put = written.join(', ');
    return insert(start + 1, entries.length === 0 ? put : `${put}, `);
  }
  const first = entries[0];
  if (first === undefined) return undefined;
  const indent = ' '.repeat(first.start - (text.lastIndexOf('\n', first.start - 1) + 1));
  return insert(first.start, written.map((each) => `${each}\n${indent}`).join(''));
}

function hasTargets(parameters: YamlPlanDocument['plan']['parameters']): boolean {
  return parameters.some(({ name }) => name.value === 'targets');
}

/** The end of the line on which `offset` is, or of the one before where `offset` begins a line. */
function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text.charAt(offset - 1) === '\n') return offset - 1;
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

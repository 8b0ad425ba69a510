import type { Terminal } from '../orchestrator-core/cli/index.ts';
import {
  checkRuntime,
  createSourceJudge,
  type SeverityChoices,
  type SourceKind,
  sourceKinds,
  withSeverities,
} from '../server/checks.ts';
import { placeProblems } from './found-problem.ts';

/** Other words for kinds, in lower case with dashes. Without any a source is a manifest, or a plan where it begins with `plan`. */
const aliases: Readonly<Record<string, SourceKind>> = {
  pp: 'manifest',
  puppet: 'manifest',
  class: 'manifest',
  function: 'manifest',
  template: 'epp',
  task: 'task-metadata',
  metadata: 'task-metadata',
  project: 'bolt-project',
  'bolt-project.yaml': 'bolt-project',
  'inventory.yaml': 'inventory',
  'hiera.yaml': 'hiera',
};

/**
 * `baton lint --jsonl`: reads `{"id", "source", "kind"}` a line from standard input and answers each with a line
 * `{"id", "valid", "diagnostics"}`, in order and while they come. A line that is no such document is answered with
 * `"valid": false` and an `error`. The exit code is 0: what is invalid is said in the answers.
 */
export async function lintLines(terminal: Terminal, severities: SeverityChoices): Promise<number> {
  const judge = createSourceJudge(checkRuntime(import.meta.dirname));
  for await (const line of linesOf(process.stdin)) {
    if (line.trim() === '') continue;
    await terminal.out(`${JSON.stringify(await answer(judge, line, severities))}\n`);
  }
  return 0;
}

/** Lines end at line feeds alone: `node:readline` would end them at U+2028, too, which may stand in a JSON string. */
async function* linesOf(input: NodeJS.ReadStream): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of input.setEncoding('utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}

async function answer(
  judge: ReturnType<typeof createSourceJudge>,
  line: string,
  severities: SeverityChoices,
): Promise<object> {
  const question = readQuestion(line);
  if ('error' in question) return { id: question.id, valid: false, diagnostics: [], error: question.error };
  const { id, source, kind } = question;
  const { valid, problems } = await judge(kind, source);
  return { id, valid, diagnostics: placeProblems(source, withSeverities(problems, severities)) };
}

type Question =
  | { readonly id: unknown; readonly source: string; readonly kind: SourceKind }
  | { readonly id: unknown; readonly error: string };

function readQuestion(line: string): Question {
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch (error) {
    return { id: null, error: `The line is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return { id: null, error: 'The line is no JSON object with "id", "source" and "kind"' };
  }
  const [id, source, word]: unknown[] = ['id', 'source', 'kind'].map((key) => Reflect.get(document, key) ?? null);
  if (typeof source !== 'string') return { id, error: 'The document has no text "source"' };
  if (word === null) return { id, source, kind: 'manifest' };
  const name = String(word).toLowerCase().replaceAll('_', '-');
  const kind = sourceKinds.find((each) => each === name) ?? aliases[name];
  if (kind === undefined)
    return { id, error: `There is no kind ${JSON.stringify(word)}; the kinds are ${sourceKinds.join(', ')}` };
  return { id, source, kind };
}

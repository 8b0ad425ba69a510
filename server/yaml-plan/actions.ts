import { convertPlan, type PlanString } from '../../orchestrator-core/plans/index.ts';
import type { CodeAction, FileChange, Span } from '../documents/words.ts';
import { stringAt, type YamlPlanDocument } from './document.ts';
import { replaceSpan } from './fixes.ts';

/** What can be made of a place of a plan: a string that Bolt evaluates or leaves alone, and the whole in Puppet. */
export function planActions(document: YamlPlanDocument, { start }: Span): readonly CodeAction[] {
  const { plan, source } = document;
  const found = stringAt(plan, start);
  const isEvaluated = found?.keys[0] === 'steps' || found?.keys[0] === 'return';
  const quoting =
    found !== undefined && isEvaluated && found.keys.at(-1) !== 'name' ? quotes(source.path, found.string) : [];
  return [...quoting, ...conversion(document)];
}

function quotes(path: string, string: PlanString): readonly CodeAction[] {
  const { value, treatment, style } = string;
  if (!value.includes('$') || style === 'literal' || style === 'folded') return [];
  const make = (text: string, title: string): CodeAction => ({
    kind: 'refactor.rewrite',
    fix: replaceSpan(path, string, text, title),
  });
  const single = /\p{Cc}/u.test(value)
    ? []
    : [make(`'${value.replaceAll("'", "''")}'`, 'Keep the text as it is: use single quotes')];
  const double = make(JSON.stringify(value), 'Put variables into the text: use double quotes');
  const bare = /^\$[a-z_]\w*(?:\.\w+)*$/.test(value)
    ? [make(value, 'Evaluate it as an expression: remove the quotes')]
    : [];
  if (treatment === 'literal') return style === 'single' ? [double, ...bare] : [double, ...single];
  return treatment === 'code' ? single : [...single, ...bare];
}

/** The plan in the Puppet language in the place of the YAML file; not for a plan that Bolt refuses. */
function conversion({ plan, problems, source }: YamlPlanDocument): readonly CodeAction[] {
  if (problems.some(({ code }) => code !== 'duplicate-key')) return [];
  const files: readonly FileChange[] = [
    { path: source.path.replace(/\.yaml$/, '.pp'), changes: [], create: convertPlan(plan).text },
    { path: source.path, changes: [], isDeleted: true },
  ];
  return [{ kind: 'refactor.rewrite', fix: { title: 'Convert the plan to the Puppet language', files } }];
}

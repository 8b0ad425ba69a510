import * as l10n from '@vscode/l10n';
import type { ParameterForm } from '../../orchestrator-core/tasks/index.ts';
import { oneLine, valueText } from '../common/format.ts';
import { formatAssignments } from './assignments.ts';

/** What one parameter's question shows. */
export interface ParameterQuestion {
  readonly name: string;
  readonly title: string;
  /** Type and description, and whether an answer is needed. */
  readonly prompt: string;
  readonly placeholder: string;
  /** What stands in the box at first: the value of last time. */
  readonly initial: string;
  readonly required: boolean;
  readonly sensitive: boolean;
  /** Absent where the value is typed. */
  readonly choices?: readonly ParameterChoice[];
}

/** A value to pick; `value` is undefined where picking it means to leave the parameter out. */
export interface ParameterChoice {
  readonly label: string;
  readonly description: string;
  readonly value: string | undefined;
}

/** The questions of a task: required parameters first, in the order in which they are declared. */
export function parameterQuestions(
  task: string,
  forms: readonly ParameterForm[],
  remembered: Readonly<Record<string, string>>,
): readonly ParameterQuestion[] {
  const ordered = [...forms.filter((form) => form.required), ...forms.filter((form) => !form.required)];
  return ordered.map((form) => question(task, form, form.sensitive ? undefined : remembered[form.name]));
}

/** The one question of a task that declares nothing and takes anything. */
export function freeQuestion(task: string, remembered: Readonly<Record<string, string>>): ParameterQuestion {
  return {
    name: '',
    title: l10n.t('{0}: parameters', task),
    prompt: l10n.t('The task declares no parameters: what is given here is handed over as it is'),
    placeholder: l10n.t('name=value …, Enter for none'),
    initial: formatAssignments(remembered),
    required: false,
    sensitive: false,
  };
}

/** Where the questions begin that may all be left unanswered; what can be skipped in one go. */
export function firstOptional(questions: readonly ParameterQuestion[]): number {
  const index = questions.findIndex((item) => !item.required);
  return index < 0 ? questions.length : index;
}

function question(task: string, form: ParameterForm, last: string | undefined): ParameterQuestion {
  const choices = choicesOf(form, last);
  return {
    name: form.name,
    title: l10n.t('{0}: {1}', task, form.name),
    prompt: [form.type, form.description && oneLine(form.description, 300)].filter(Boolean).join(' · '),
    placeholder: placeholder(form),
    initial: last ?? '',
    required: form.required,
    sensitive: form.sensitive,
    ...(choices === undefined ? {} : { choices }),
  };
}

function placeholder(form: ParameterForm): string {
  if (form.required) return l10n.t('A value is needed');
  if (form.default === undefined) return l10n.t('Leave empty to skip');
  if (form.sensitive) return l10n.t('Leave empty for the default');
  return l10n.t('Leave empty for the default: {0}', oneLine(valueText(form.default), 120));
}

/** The choices with last time's value first, then the default, then the others as declared. */
function choicesOf(form: ParameterForm, last: string | undefined): readonly ParameterChoice[] | undefined {
  if (form.choices === undefined || form.sensitive) return undefined;
  const byDefault = form.default === undefined || form.default === null ? undefined : valueText(form.default);
  const choices = form.choices.map((value): ParameterChoice => {
    const notes = [value === last && l10n.t('last time'), value === byDefault && l10n.t('default')];
    return { label: value, description: notes.filter(Boolean).join(', '), value };
  });
  const skip: readonly ParameterChoice[] = form.required
    ? []
    : [
        {
          label: l10n.t('Leave out'),
          description: byDefault === undefined ? l10n.t('not set') : l10n.t('the default: {0}', byDefault),
          value: undefined,
        },
      ];
  const rank = (choice: ParameterChoice) => {
    if (choice.value === undefined) return last === undefined ? 0 : 2;
    return choice.value === last ? 0 : 1;
  };
  return [...skip, ...choices].sort((a, b) => rank(a) - rank(b));
}

/** What is sent of an answer: nothing where an optional parameter was left empty. */
export function answer(item: ParameterQuestion, text: string): string | undefined {
  return text === '' && !item.required ? undefined : text;
}

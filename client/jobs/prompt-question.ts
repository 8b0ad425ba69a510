import * as l10n from '@vscode/l10n';
import type { PlanPrompt } from '../../orchestrator-core/jobs/index.ts';

/** What a plan asks, as a box or as a list to pick from. */
export interface PromptQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly password: boolean;
  /** What stands in the box at first; a secret's default is taken when nothing is typed. */
  readonly value: string;
  readonly placeholder: string;
  /** The default stands first, so that Enter takes it. */
  readonly choices?: readonly PromptChoice[];
}

/** One entry of a menu. */
export interface PromptChoice {
  readonly label: string;
  readonly description: string;
  /** What is answered. */
  readonly key: string;
}

/** The question that a prompt of a plan becomes. */
export function promptQuestion(plan: string, prompt: PlanPrompt): PromptQuestion {
  const byDefault = prompt.default;
  const choices = prompt.choices
    ?.map(({ key, label }) => ({
      label,
      description: [...(key === label ? [] : [key]), ...(isDefault(key, label) ? [l10n.t('default')] : [])].join(', '),
      key,
    }))
    .sort((a, b) => Number(isDefault(b.key, b.label)) - Number(isDefault(a.key, a.label)));
  return {
    title: l10n.t('{0} asks', plan),
    prompt: prompt.message,
    password: prompt.sensitive,
    value: prompt.sensitive ? '' : (byDefault ?? ''),
    placeholder: byDefault === undefined ? '' : l10n.t('Leave empty for the default'),
    ...(choices === undefined ? {} : { choices }),
  };

  function isDefault(key: string, label: string): boolean {
    return byDefault !== undefined && (key === byDefault || label === byDefault);
  }
}

/** What is sent for what stands in the box: an empty one stands for the default. */
export function promptAnswer(prompt: PlanPrompt, text: string): string {
  return text === '' && prompt.default !== undefined ? prompt.default : text;
}

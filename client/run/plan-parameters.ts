import { printSelection } from '../../orchestrator-core/inventory/index.ts';
import type { ParameterForm } from '../../orchestrator-core/tasks/index.ts';
import { hasOptions, wordsOf } from './targets.ts';

/** Whether the parameter is answered by choosing targets: its type is `TargetSpec`, optional or not. */
export function takesTargets(form: ParameterForm): boolean {
  return /^(?:Optional\[\s*)?(?:Boltlib::)?TargetSpec(?:\s*\])?$/.test(form.type.trim());
}

/** A selection as a parameter's text; the inverse of {@link selectionIn}. */
export function selectionText(selection: readonly string[]): string | undefined {
  if (selection.length === 0) return undefined;
  return hasOptions(selection) ? printSelection(selection) : selection.join(',');
}

/** The selection that a text stands for: names with commas between them, or words as on a command line. */
export function selectionIn(text: string | undefined): readonly string[] {
  const words = wordsOf(text ?? '');
  if (hasOptions(words)) return words;
  return (text ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}

/**
 * The forms that are asked: all of them, or, where values of last time are taken, only those that nobody could
 * remember: secrets that were given then, and required parameters without a value.
 */
export function formsToAsk(
  forms: readonly ParameterForm[],
  again: boolean,
  values: Readonly<Record<string, string>>,
  secrets: readonly string[],
): readonly ParameterForm[] {
  if (!again) return forms;
  return forms.filter(({ name, required }) => values[name] === undefined && (required || secrets.includes(name)));
}

/** The values of last time that still have a parameter to go to; a plan changes between runs. */
export function knownValues(
  forms: readonly ParameterForm[],
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const names = new Set(forms.map((form) => form.name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

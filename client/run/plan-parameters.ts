import type { ParameterForm } from '../../orchestrator-core/tasks/index.ts';

/** Whether the parameter is answered by choosing targets: its type is `TargetSpec`, optional or not. */
export function takesTargets(form: ParameterForm): boolean {
  return /^(?:Optional\[\s*)?(?:Boltlib::)?TargetSpec(?:\s*\])?$/.test(form.type.trim());
}

/** A selection as a parameter's text; the inverse of {@link selectionIn}. */
export function selectionText(selection: readonly string[]): string | undefined {
  return selection.length === 0 ? undefined : selection.join(',');
}

/** The selection that a remembered text stands for. */
export function selectionIn(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').filter((part) => part !== '');
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

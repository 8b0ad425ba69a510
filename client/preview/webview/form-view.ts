import * as l10n from '@vscode/l10n';
import type { ParameterForm } from '../../../orchestrator-core/tasks/index.ts';
import { valueText } from '../../common/format.ts';
import { takesTargets } from '../../run/plan-parameters.ts';
import { debounced, element, setAttributes, setText } from '../../webview/browser/dom.ts';

/** How long a person may go on typing before the preview is made anew, in milliseconds. */
const pause = 300;

interface Field {
  readonly input: HTMLInputElement | HTMLSelectElement;
  readonly fault: HTMLElement;
}

/** The plan's parameters, to be filled in so that more of the preview becomes known. */
export interface FormView {
  readonly root: HTMLDetailsElement;
  /** Shows the fields; what is being typed stays. */
  draw(forms: readonly ParameterForm[], values: Readonly<Record<string, string>>, targets: readonly string[]): void;
  /** Puts other values in. */
  fill(values: Readonly<Record<string, string>>): void;
  /** Says what is wrong with the values. */
  judge(verdicts: Readonly<Record<string, string>>): void;
}

/** Secrets are not asked for here: the run asks, and nothing of them is kept. */
export function formView(changed: (values: Readonly<Record<string, string>>) => void): FormView {
  const summary = element('summary');
  const body = element('div', { class: 'fields' });
  const offered = element('datalist', { id: 'targets' });
  const root = element('details', { class: 'form' }, summary, body, offered);
  let fields = new Map<string, Field>();
  let drawnFor = '';
  const tell = debounced(pause, () => {
    const given = [...fields].map(([name, { input }]): [string, string] => [name, input.value]);
    changed(Object.fromEntries(given.filter(([, value]) => value !== '')));
  });
  return {
    root,
    draw: (forms, values, targets) => {
      const key = JSON.stringify(forms);
      offered.replaceChildren(...targets.map((value) => element('option', { value })));
      root.hidden = forms.length === 0;
      if (key === drawnFor) return;
      drawnFor = key;
      const typed = new Map([...fields].map(([name, { input }]) => [name, input.value]));
      fields = new Map();
      body.replaceChildren(
        ...forms.map((form) => {
          const { row, field } = fieldOf(form, typed.get(form.name) ?? values[form.name] ?? '', tell);
          if (field !== undefined) fields.set(form.name, field);
          return row;
        }),
      );
      const missing = forms.some((form) => form.required && !form.sensitive && (values[form.name] ?? '') === '');
      if (missing && typed.size === 0) root.open = true;
      setText(summary, l10n.t('Parameters ({0})', forms.length));
    },
    fill: (values) => {
      for (const [name, { input }] of fields) input.value = values[name] ?? '';
    },
    judge: (verdicts) => {
      for (const [name, { input, fault }] of fields) {
        const message = verdicts[name];
        setText(fault, message ?? '');
        setAttributes(input, { 'aria-invalid': message === undefined ? undefined : 'true' });
      }
    },
  };
}

function fieldOf(
  form: ParameterForm,
  value: string,
  tell: () => void,
): { readonly row: HTMLElement; readonly field?: Field } {
  const id = `parameter-${form.name}`;
  const label = element('label', { for: id }, form.required ? `${form.name} *` : form.name);
  const about = element(
    'span',
    { class: 'about', id: `${id}-about` },
    [form.type, form.description].filter(Boolean).join(' · '),
  );
  if (form.sensitive) {
    const note = element('span', { class: 'about' }, l10n.t('secret: asked for when the plan runs'));
    return { row: element('div', { class: 'field' }, label, note, about) };
  }
  const input = form.choices === undefined ? textInput(form) : choiceInput(form, form.choices);
  input.value = value;
  const fault = element('span', { class: 'fault', id: `${id}-fault`, role: 'alert' });
  setAttributes(input, { id, 'aria-describedby': `${id}-about ${id}-fault`, 'aria-required': String(form.required) });
  input.addEventListener('input', tell);
  return { row: element('div', { class: 'field' }, label, input, about, fault), field: { input, fault } };
}

function textInput(form: ParameterForm): HTMLInputElement {
  const byDefault = form.default === undefined || form.default === null ? undefined : valueText(form.default);
  return element('input', {
    type: 'text',
    spellcheck: 'false',
    list: takesTargets(form) ? 'targets' : undefined,
    placeholder: byDefault === undefined ? undefined : l10n.t('default: {0}', byDefault),
  });
}

function choiceInput(form: ParameterForm, choices: readonly string[]): HTMLSelectElement {
  const byDefault = form.default === undefined || form.default === null ? '' : ` (${valueText(form.default)})`;
  const none = form.required ? l10n.t('not chosen yet') : l10n.t('leave out{0}', byDefault);
  return element(
    'select',
    {},
    element('option', { value: '' }, none),
    ...choices.map((choice) => element('option', { value: choice }, choice)),
  );
}

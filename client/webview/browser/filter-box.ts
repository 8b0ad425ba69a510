import { debounced, element, setText } from './dom.ts';

/** A box that narrows a list while one types. */
export interface FilterBox {
  readonly root: HTMLElement;
  readonly input: HTMLInputElement;
  readonly value: string;
  /** Says how much is left; read out as well. */
  tell(count: string): void;
  /** Empties the box, and tells nobody. */
  clear(): void;
}

/** How long a person may go on typing before the list is narrowed, in milliseconds. */
const pause = 120;

/** `wait` is longer where somebody else has to be asked. Escape empties the box. */
export function filterBox(options: {
  readonly label: string;
  readonly value?: string;
  readonly wait?: number;
  readonly change: (value: string) => void;
}): FilterBox {
  const input = element('input', {
    type: 'search',
    class: 'filter',
    placeholder: options.label,
    'aria-label': options.label,
    spellcheck: 'false',
  });
  input.value = options.value ?? '';
  const count = element('span', { class: 'count', role: 'status', 'aria-live': 'polite' });
  let told = input.value;
  const change = (): void => {
    if (input.value === told) return;
    told = input.value;
    options.change(told);
  };
  input.addEventListener('input', debounced(options.wait ?? pause, change));
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') change();
    if (event.key !== 'Escape' || input.value === '') return;
    event.preventDefault();
    event.stopPropagation();
    input.value = '';
    change();
  });
  return {
    root: element('div', { class: 'filter-box' }, input, count),
    input,
    get value() {
      return input.value;
    },
    tell: (text) => setText(count, text),
    clear: () => {
      input.value = '';
      told = '';
    },
  };
}

import { type LexerState, push, report } from './lexer-state.ts';

/** Begins a template: its first text and tag. */
export function startEpp(state: LexerState): void {
  push(state, 'epp-start', 0, 0, '');
  lexText(state, false);
}

/** At the end of a template: no tag may be open. */
export function endEpp(state: LexerState): void {
  if (state.epp === undefined || state.errors.some((error) => error.code === 'epp-unbalanced')) return;
  const end = state.source.length;
  report(state, 'epp-unbalanced', 'Unbalanced epp tag, reached <eof> without closing tag.', end, end);
}

/** At `%>` or `-%>`: ends the tag and reads the text up to the next one. */
export function lexEppText(state: LexerState): void {
  const trim = state.source[state.position] === '-';
  const end = state.position + (trim ? 3 : 2);
  if (state.epp === 'expression') push(state, 'epp-end', state.position, end, state.source.slice(state.position, end));
  else {
    state.marks.push({ start: state.position, end });
    state.after = ';';
  }
  state.position = end;
  lexText(state, trim);
}

/** Reads text, with `<%%` and `%%>` as literal tags and `<%# … %>` as comments, up to where code begins. */
function lexText(state: LexerState, trimLeading: boolean): void {
  const { source } = state;
  const start = state.position;
  let text = '';
  let trim = trimLeading;
  state.epp = undefined;
  while (state.position < source.length) {
    const open = source.indexOf('<%', state.position);
    let part = source.slice(state.position, open < 0 ? source.length : open);
    if (trim) part = part.replace(/^[ \t]*\r?(?:\n|$)?/, '');
    text += part.replaceAll('%%>', '%>');
    trim = false;
    if (open < 0) {
      // Even where nothing of it is left after trimming, it is what the template ends with.
      push(state, 'render-string', start, source.length, text);
      state.position = source.length;
      return;
    }
    const mark = source[open + 2];
    if (mark === '%') {
      text += '<%';
      state.position = open + 3;
    } else if (mark === '#') {
      const close = /[^%]%>/.exec(source.slice(open + 2));
      if (close === null) {
        report(state, 'epp-unbalanced', 'Reaching end after opening <%# without seeing %>', open, open + 3);
        state.comments.push({ start: open, end: source.length });
        state.position = source.length;
        break;
      }
      if (source[open + 3] === '-') text = text.replace(/[ \t]*$/, '');
      trim = close[0].startsWith('-');
      state.comments.push({ start: open, end: open + 2 + close.index + 3 });
      state.position = open + 2 + close.index + 3;
    } else {
      openTag(state, start, mark === '-' ? text.replace(/[ \t]*$/, '') : text, open, mark);
      return;
    }
  }
  if (text !== '') push(state, 'render-string', start, state.position, text);
}

function openTag(state: LexerState, start: number, text: string, open: number, mark: string | undefined): void {
  if (mark === undefined) {
    report(
      state,
      'epp-unbalanced',
      'Unbalanced embedded expression - opening <% and reaching end of input',
      open,
      open + 2,
    );
  }
  if (text !== '') push(state, 'render-string', start, open, text);
  const length = mark === '=' || mark === '-' ? 3 : 2;
  if (mark === '=') push(state, 'render-expr', open, open + 3, '<%=');
  else state.marks.push({ start: open, end: open + length });
  state.epp = mark === '=' ? 'expression' : 'code';
  state.position = open + length;
  state.lineStart = state.position;
}

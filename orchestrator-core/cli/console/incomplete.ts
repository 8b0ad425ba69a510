import { parse } from '../../language/index.ts';

/** Whether a text is the beginning of something that its next line may end: an open bracket, a string, a heredoc. */
export function isIncomplete(source: string): boolean {
  const [fault] = parse(source, { tasks: true }).faults;
  switch (fault?.code) {
    case 'unclosed-comment':
    case 'unclosed-interpolation':
    case 'unclosed-quote':
    case 'heredoc-unclosed':
      return true;
    case 'syntax-error':
      return fault.start >= source.trimEnd().length;
    default:
      return false;
  }
}

/** How much of a line without an end is held before it is printed as a line of its own, in characters. */
const longestLine = 8192;

// CSI and OSC sequences, then the two-character escapes (ECMA-48).
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of control characters
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_]|[ -/]+[0-~])/g;

/** The text as a plain log shows it: no colours and cursor movements, no control characters but the tab. */
export function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.replace(escapes, '').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}

/** Whole lines out of a stream that arrives in pieces. Nothing is lost: what has no end yet is held. */
export interface LineSplitter {
  /** The lines that `text` completes. */
  push(text: string): readonly string[];
  /** What is left when the stream has ended: no line, or one. */
  end(): readonly string[];
}

/** Splits at `\n` and `\r\n`; of a line rewritten with a lone `\r`, as progress bars do, the last version is kept. */
export function lineSplitter(): LineSplitter {
  let held = '';
  return {
    push: (text) => {
      const lines = (held + text).split('\n');
      held = lines.pop() ?? '';
      if (held.length > longestLine) {
        lines.push(held);
        held = '';
      }
      return lines.map(visibleLine);
    },
    end: () => {
      const rest = held;
      held = '';
      return rest === '' ? [] : [visibleLine(rest)];
    },
  };
}

function visibleLine(line: string): string {
  const versions = line.split('\r').filter((version) => version !== '');
  return plainText(versions.at(-1) ?? '');
}

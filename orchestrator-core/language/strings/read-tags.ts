/** What a comment says with and without tags, by the rules of YARD, which Puppet Strings reads comments with. */
export interface Tagged {
  /** Everything that belongs to no tag. */
  readonly text: string;
  readonly tags: readonly Tag[];
}

/** A tag of a Puppet Strings comment with what it says. */
export interface Tag {
  /** Without `@`. */
  readonly name: string;
  /** What stands behind it on its line, and indented on the lines below without that indentation. */
  readonly text: string;
}

const opening = /^@!?((?:\w\.?)+)(?:\s+(.*))?$/;

/**
 * Takes the tags out of a comment. A tag begins its line; lines that are indented below it, with empty ones between
 * them, belong to it.
 *
 * @param comment without the marks in front of its lines
 */
export function readTags(comment: string): Tagged {
  const text: string[] = [];
  const tags: Tag[] = [];
  let open: { readonly name: string; readonly lines: string[]; indent: number } | undefined;
  const close = (): void => {
    if (open !== undefined) tags.push({ name: open.name, text: open.lines.join('\n').trimEnd() });
    open = undefined;
  };
  for (const line of comment.split('\n')) {
    const found = opening.exec(line);
    const indent = line.length - line.trimStart().length;
    const isEmpty = indent === line.length;
    if (found !== null) {
      close();
      open = { name: found[1] ?? '', lines: [found[2] ?? ''], indent: 0 };
    } else if (open !== undefined && isEmpty) {
      open.lines.push('');
    } else if (open !== undefined && indent > 0) {
      if (open.indent === 0) open.indent = indent;
      open.lines.push(line.slice(Math.min(indent, open.indent)));
    } else {
      close();
      text.push(line);
    }
  }
  close();
  return { text: text.join('\n'), tags };
}

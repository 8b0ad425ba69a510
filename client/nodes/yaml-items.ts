/**
 * Names as items of a YAML list, to be inserted at a column of a line: on an empty line where one points, else as lines
 * below. VS Code moves each further line as far in as the one that it is inserted into.
 */
export function yamlItems(names: readonly string[], line: string, column: number): string {
  const items = names.map((name) => `- ${yamlText(name)}`);
  if (line.trim() === '') return items.join('\n');
  // Within a line the text goes on behind the names; at its end nothing follows.
  const isEnd = line.slice(column).trim() === '';
  return isEnd ? items.map((item) => `\n${item}`).join('') : names.map(yamlText).join(', ');
}

/** A name as YAML reads it back: quoted where it would be something else. */
function yamlText(name: string): string {
  const isPlain = /^[A-Za-z_][\w.-]*$/.test(name) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(name);
  return isPlain ? name : `'${name.replaceAll("'", "''")}'`;
}

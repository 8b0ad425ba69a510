import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvLine } from './csv.ts';
import type { Json } from './json.ts';

const cases: readonly (readonly [readonly (Json | undefined)[], string])[] = [
  [['a', 1, -2.5, true, null, undefined], 'a,1,-2.5,true,,'],
  [['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"'],
  [[{ a: 1 }, [1, 2]], '"{""a"":1}","[1,2]"'],
  // Texts that a spreadsheet would calculate, and those that only look so.
  [['=1+1', '@x', '+cmd', '-Xmx1g', '\tx'], "'=1+1,'@x,'+cmd,'-Xmx1g,'\tx"],
  [['=HYPERLINK("http://x")'], '"\'=HYPERLINK(""http://x"")"'],
  [['-5', '+1.5e3', 'a=b', '1-2'], '-5,+1.5e3,a=b,1-2'],
];
for (const [cells, line] of cases) {
  test(line, () => assert.equal(csvLine(cells), `${line}\r\n`));
}

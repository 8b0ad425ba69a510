import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { richJson, toRichData } from '../../language/index.ts';
import { readHocon } from './hocon.ts';

/** A text and its value as rich data, or what is wrong with it. */
const cases: readonly (readonly [text: string, answer: string])[] = [
  ['{"a": 1, "b": [true, null, -2.5, 1.0, 1e3]}', '{"a":1,"b":[true,null,-2.5,1.0,1000.0]}'],
  ['a = 1\nb : two words # comment\n// another\nc { d = "x" }', '{"a":1,"b":"two words","c":{"d":"x"}}'],
  ['a.b.c = 1\na.b.d = 2\n"a.b" = 3', '{"a":{"b":{"c":1,"d":2}},"a.b":3}'],
  ['a { b = 1 }\na { c = 2 }\na.b = 3', '{"a":{"b":3,"c":2}}'],
  ['a { b = 1 }\na = 2\na { c = 3 }', '{"a":{"c":3}}'],
  ['a = [1\n2, 3,\n]\na += 4\nb += x', '{"a":[1,2,3,4],"b":["x"]}'],
  ['a = """one\n"two""""', '{"a":"one\\n\\"two\\""}'],
  ['a = "x" y "z"\nb = 10 seconds', '{"a":"x y z","b":"10 seconds"}'],
  [
    '"puppet_enterprise::profile::master::java_args" { Xmx: "2g" }',
    '{"puppet_enterprise::profile::master::java_args":{"Xmx":"2g"}}',
  ],
  ['"console_admin_password": "pa\\u0041$s{"', '{"console_admin_password":"paA$s{"}'],
  ['a = -1e+21', '{"a":-1e+21}'],
  ['a = http://example.com', 'line 1: expected a key, found ":"'],
  ['# nothing\n', '{}'],
  ['[1, {a: 2}]', '[1,{"a":2}]'],
  ['a = $b', 'substitutions, which begin with $, are not read'],
  ['include "x"', 'includes are not read'],
  ['a = {', 'line 1: expected a key or }, found the end'],
  ['a = 1\nb', "line 2: expected ':', '=' or '{', found the end"],
  ['a = [', 'line 1: expected a value or ], found the end'],
  ['a = "x', 'line 1: expected a string that ends, found "\\""'],
  ['{a = 1} }', 'line 1: expected the end of the text, found "}"'],
  [`a = ${'['.repeat(300)}`, 'more than 200 objects and lists are within each other'],
];

describe('readHocon', () => {
  for (const [text, answer] of cases) {
    it(text.slice(0, 60), () => {
      let found: string;
      try {
        found = richJson(toRichData(readHocon(text)));
      } catch (error) {
        found = error instanceof SyntaxError ? error.message : String(error);
      }
      assert.equal(found, answer);
    });
  }
});

import assert from 'node:assert/strict';
import { SourceMap } from 'node:module';
import { describe, it } from 'node:test';
import { encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';
import { toCommonJs } from './common-js.ts';

/** A module as esbuild prints it, whose map says of each column of each line that it was there before. */
function printed(code: string): string {
  const lines = code.split('\n').map((line, at) => [...line].map((_, column) => [column, 0, at, column]));
  const map = { version: 3, sources: ['before.ts'], names: [], mappings: encode(lines as SourceMapSegment[][]) };
  const inline = Buffer.from(JSON.stringify(map)).toString('base64');
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}\n`;
}

const cases = [
  ['nothing', 'f();', [], 'f();'],
  ['names', 'import{a,b as c}from"./x.cjs";c(a);', ['./x.cjs'], 'var {a,b:c}=require("./x.cjs");\nc(a);'],
  [
    'one module twice, the second time late',
    'import{a}from"node:fs";f(a);import{b as c}from"node:fs";f(c);',
    ['node:fs'],
    'var {a,b:c}=require("node:fs");\nf(a);f(c);',
  ],
  [
    'a whole',
    'import*as v from"vscode";import o from"node:os";f(v,o);',
    ['vscode', 'node:os'],
    'var v=require("vscode"),o=require("node:os");\nf(v,o);',
  ],
  ['an order alone', 'import"./x.cjs";f();', ['./x.cjs'], 'f();'],
  [
    'what is handed out',
    'var a=1;function f(){}export{a as b,f};',
    [],
    'var a=1;function f(){}module.exports={b:a,f};',
  ],
  ['a default', 'var a=b(()=>{});export default a();', [], 'var a=b(()=>{});module.exports={default:a()};'],
  ['both', 'var a=1;export default f();export{a};', [], 'var a=1;module.exports={a,default:f()};'],
  [
    'a late import',
    'async function f(){await import("./x.cjs")}',
    ['./x.cjs'],
    'async function f(){await Promise.resolve().then(()=>require("./x.cjs"))}',
  ],
  [
    'a program',
    '#!/usr/bin/env node\nimport{a}from"./x.cjs";a();',
    ['./x.cjs'],
    '#!/usr/bin/env node\nvar {a}=require("./x.cjs");\na();',
  ],
] as const;

describe('CommonJS of an ES module', () => {
  for (const [what, module, imported, expected] of cases) {
    it(`has ${what}`, () => assert.equal(toCommonJs(printed(module), new Set<string>(imported)).code, expected));
  }

  it('keeps places', () => {
    const module =
      'import{a}from"./x.cjs";a(one);import{b}from"node:fs";b(two,`\nthree`);import("./y.cjs");four();export{b};';
    const { code, map } = toCommonJs(printed(module), new Set(['./x.cjs', 'node:fs', './y.cjs']));
    const lines = code.split('\n');
    for (const word of ['one', 'two', 'three', 'four']) {
      const line = lines.findIndex((text) => text.includes(word));
      const found = new SourceMap(JSON.parse(map)).findEntry(line, lines[line]?.indexOf(word) ?? -1);
      assert.ok('originalLine' in found);
      const original = module.split('\n')[found.originalLine] ?? '';
      assert.equal(original.slice(found.originalColumn, found.originalColumn + word.length), word);
    }
  });

  it('is not made of what esbuild does not call an import', () => {
    assert.throws(
      () => toCommonJs(printed(`f('x;import{a}from"y";');`), new Set()),
      /^Error: .*not according to esbuild/,
    );
    assert.throws(() => toCommonJs(printed('import x,{a}from"y";'), new Set(['y'])), /in a way that is not known/);
  });
});

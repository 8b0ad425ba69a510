// biome-ignore-all lint/suspicious/noTemplateCurlyInString: stops of snippets
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { toCompletionItem } from './translate.ts';

test('a client without snippets gets their text: of a choice the first, of a stop what stands in it', () => {
  const rows: readonly [snippet: string, plain: string][] = [
    ["'version' => '${1:version}'", "'version' => 'version'"],
    ["action => ${1|'install','re\\,move'|}", "action => 'install'"],
    ['each |${1:\\$value}| {\n  $0\n}', 'each |$value| {\n  \n}'],
    ['Array[${1:String[1]}]', 'Array[String[1]]'],
    ['[$1]', '[]'],
    ['a\\}b\\\\c', 'a}b\\c'],
  ];
  const lines = TextDocument.create('file:///x', '', 0, '');
  for (const [insert, plain] of rows) {
    const completion = { label: 'x', kind: 'snippet' as const, span: { start: 0, end: 0 }, insert, isSnippet: true };
    assert.deepEqual(
      [false, true].map((snippets) => {
        const { insertTextFormat, textEdit } = toCompletionItem(lines, completion, snippets);
        return [insertTextFormat, textEdit?.newText];
      }),
      [
        [1, plain],
        [2, insert],
      ],
    );
  }
});

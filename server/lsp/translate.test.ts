import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { toDiagnostic } from './translate.ts';

test('a problem in the terms of the protocol', () => {
  const lines = TextDocument.create('file:///x.pp', 'puppet', 1, '$a = 1\n$a = 2\n');
  const range = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 2 } });
  const problem = { code: 'x', severity: 'hint', message: 'm', start: 7, end: 9 } as const;
  const plain = { range: range(1), severity: DiagnosticSeverity.Hint, code: 'x', source: 'baton', message: 'm' };
  assert.deepEqual(toDiagnostic(lines, problem), plain);
  assert.deepEqual(toDiagnostic(lines, { ...problem, unnecessary: true, deprecated: true }).tags, [
    DiagnosticTag.Unnecessary,
    DiagnosticTag.Deprecated,
  ]);
  const related = [{ span: { start: 0, end: 2 }, message: 'there' }];
  assert.deepEqual(toDiagnostic(lines, { ...problem, related }), plain, 'the client shows no related places');
  assert.deepEqual(toDiagnostic(lines, { ...problem, related }, 'file:///x.pp').relatedInformation, [
    { location: { uri: 'file:///x.pp', range: range(0) }, message: 'there' },
  ]);
});

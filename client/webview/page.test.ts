import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageHtml } from './page.ts';

test('a page runs its own script and nothing else, and asks nobody for anything', () => {
  const html = pageHtml({
    script: 'https://own/preview.js',
    style: 'https://own/preview.css',
    source: 'https://own',
    nonce: 'abc',
    language: 'en',
    title: 'Preview of <shop> & "co"',
  });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  assert.equal(policy, "default-src 'none'; style-src https://own; script-src 'nonce-abc'");
  assert.match(html, /<script nonce="abc" src="https:\/\/own\/preview\.js"><\/script>/);
  assert.match(html, /<title>Preview of &lt;shop&gt; &amp; &quot;co&quot;<\/title>/);
  assert.doesNotMatch(html, /<script(?! nonce)|style=| on[a-z]+=/);
});

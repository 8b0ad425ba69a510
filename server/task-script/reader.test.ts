import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeRuntime } from '../node-runtime.ts';
import { createParsers } from './parsers.ts';
import { createScriptReader } from './reader.ts';
import { languageOf, type ScriptLanguage } from './reads.ts';

const read = createScriptReader(createParsers(nodeRuntime(new URL('..', import.meta.url).pathname)));

/** Marks each read in the text as `«source:name»`, its other variables as `«name»`. */
async function reads(language: ScriptLanguage, text: string): Promise<string> {
  const found = await read(language, text);
  const marks = found.reads.flatMap((one) => [
    { ...one.span, prefix: `${one.source}:` },
    ...(one.variables ?? []).map((span) => ({ ...span, prefix: '' })),
  ]);
  let marked = text;
  for (const { start, end, prefix } of marks.sort((a, b) => b.start - a.start)) {
    marked = `${marked.slice(0, start)}«${prefix}${marked.slice(start, end)}»${marked.slice(end)}`;
  }
  return found.open ? `open ${marked}` : marked;
}

/** Each text carries the marks that reading it must find again; `open` before it says that reads may be hidden. */
const cases: Readonly<Record<ScriptLanguage, readonly string[]>> = {
  bash: [
    'echo "$PT_«environment:name»"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: shell
    'x=${PT_«environment:path»:-/tmp}; [[ -v PT_«environment:flag» ]]',
    'if [ -n "$PT_«environment:_noop»" ]; then :; fi',
    'echo ok # $PT_comment',
    'PT_own=1; echo $PT_own',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: shell
    'PT_mode=${PT_«environment:mode»:-soft}; echo $PT_«environment:mode»',
    'for PT_i in a b; do echo $PT_i; done',
    "echo '$PT_literal'",
    'cat <<END\n$PT_«environment:name»\nEND',
    'echo $((PT_«environment:count» + 1))',
    'open input=$(cat)',
    'open source "$PT_«environment:_installdir»"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: shell
    'open name=PT_x; echo ${!name}',
    'open jq .name',
    'open ./helper.sh',
    'cat /etc/hosts',
    'printenv PT_«environment:name»',
  ],
  python: [
    "import os\nprint(os.environ['PT_«environment:name»'])",
    "x = os.environ.get('PT_«environment:a»', '')\ny = os.getenv('PT_«environment:b»')",
    "from os import environ\nenviron['PT_«environment:a»']\nhome = environ['HOME']",
    "if 'PT_«environment:a»' in os.environ: pass",
    "params = json.load(sys.stdin)\nprint(params['«stdin:a»'], params.get('«stdin:b»', 1))\n'«stdin:c»' in params",
    "p = json.loads(sys.stdin.read())\nif p:\n  p['«stdin:a»']['inner']",
    "text = sys.stdin.read()\np = json.loads(text)\np.pop('«stdin:a»')",
    "json.load(sys.stdin)['«stdin:a»']",
    "def main(args):\n  return args['«stdin:a»']\nmain(json.load(sys.stdin))",
    "def params():\n  return json.load(sys.stdin)\np = params()\np['«stdin:a»']",
    "class T(TaskHelper):\n  def task(self, args):\n    return {'x': args['«stdin:a»']}",
    "params = json.load(sys.stdin)\nparams['made'] = 1\nprint(f'{params[\"«stdin:a»\"]}')",
    "def other(params):\n  return params['no']\np = json.load(sys.stdin)\np['«stdin:a»']",
    'open params = json.load(sys.stdin)\nrun(params)',
    'open params = json.load(sys.stdin)\nrun(**params)',
    "open key = 'a'\nos.environ[key]",
    'open data = sys.stdin.readline()',
    "# os.environ['PT_no']\n",
  ],
  ruby: [
    "params = JSON.parse(STDIN.read)\nputs params['«stdin:a»'], params.fetch('«stdin:b»')",
    'params = JSON.parse($stdin.read, symbolize_names: true)\nparams[:«stdin:a»]',
    "puts ENV['PT_«environment:a»'], ENV.fetch('PT_«environment:b»', 1), ENV['HOME']",
    "input = STDIN.read\n@params = JSON.parse(input)\ndef go\n  @params['«stdin:a»']\nend",
    "a, b = JSON.parse(STDIN.read).values_at('«stdin:a»', '«stdin:b»')",
    "def get_params\n  JSON.parse(STDIN.read)\nend\nparams = get_params\nparams['«stdin:a»']",
    'class T < TaskHelper\n  def task(«stdin:name»:, «stdin:other»: nil, **rest)\n    puts «name», rest[:«stdin:more»]\n  end\nend',
    "params = JSON.parse(STDIN.read)\nrun(params['«stdin:a»']) if params.key?('«stdin:b»')",
    'open params = JSON.parse(STDIN.read)\nparams.each { |k, v| puts k }',
    'open params = JSON.parse(STDIN.read)\nrun(**params)',
    'open puts ENV.to_h',
    'open require_relative "helper"',
  ],
  powershell: [
    'param([string]$«argument:Name», $«argument:count» = 5)\nWrite-Host $«Name» "$«count»"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: PowerShell
    'Write-Host $env:PT_«environment:a» ${env:PT_«environment:b»} "$env:PT_«environment:c»"',
    "[Environment]::GetEnvironmentVariable('PT_«environment:a»')",
    '$p = $input | ConvertFrom-Json\nWrite-Host $p.«stdin:path»',
    '$p = [Console]::In.ReadToEnd() | ConvertFrom-Json\n$p.«stdin:path»',
    'function f { param($x) $x }\nWrite-Host 1',
    'open param($«argument:a»)\nInvoke-Thing @PSBoundParameters',
    'open Get-ChildItem env:',
    'open & "$PSScriptRoot/other.ps1"',
  ],
};

for (const [language, texts] of Object.entries(cases) as [ScriptLanguage, readonly string[]][]) {
  test(`what ${language} reads`, async () => {
    for (const expected of texts) {
      const text = expected.replace(/^open /, '').replace(/«(?:\w+:)?(\w*)»/g, '$1');
      assert.equal(await reads(language, text), expected);
    }
  });
}

test('a parameter that is named in the code counts as mentioned', async () => {
  const { mentions } = await read('bash', 'awk \'BEGIN { print ENVIRON["PT_seen"] }\' # PT_comment');
  assert.deepEqual([mentions.has('seen'), mentions.has('comment')], [true, false]);
  assert.ok((await read('ruby', '%w[x]; foo(:wanted)')).mentions.has('wanted'));
});

test('the language comes from the extension, else from the first line', () => {
  const rows: [string, string, ScriptLanguage | undefined][] = [
    ['.sh', '', 'bash'],
    ['.PS1', '', 'powershell'],
    ['', '#!/usr/bin/env python3\n', 'python'],
    ['', '#!/opt/puppetlabs/puppet/bin/ruby\n', 'ruby'],
    ['', '#!/bin/sh -e\n', 'bash'],
    ['', 'echo', undefined],
    ['.exe', '#!/bin/sh', undefined],
  ];
  for (const [extension, text, expected] of rows) assert.equal(languageOf(extension, text), expected, extension + text);
});

test('nothing is loaded before the first script, and each grammar once', async () => {
  const { wasm } = nodeRuntime(new URL('..', import.meta.url).pathname);
  const loaded: string[] = [];
  const parsers = createParsers({
    wasm: (name) => {
      loaded.push(name);
      return wasm(name);
    },
  });
  const lazy = createScriptReader(parsers);
  assert.deepEqual(loaded, []);
  await Promise.all([lazy('bash', 'echo'), lazy('bash', 'echo')]);
  await lazy('ruby', '1');
  assert.deepEqual(loaded, ['web-tree-sitter', 'tree-sitter-bash', 'tree-sitter-ruby']);
});

test('the grammars are not compiled a second time, which would take gigabytes', async () => {
  const script = 'case $(uname) in\nDarwin) options="-f%z" ;;\nesac\nsize=$(stat "$options" "$PT_path" || echo null)\n';
  const begun = process.cpuUsage();
  // A second compilation begins behind the scenes after some rounds, and its memory grows at once.
  while (process.cpuUsage(begun).user < 800_000) await read('bash', script.repeat(20));
  // In kilobytes, of this process and the threads that compile.
  assert.ok(process.resourceUsage().maxRSS < 500_000, `${process.resourceUsage().maxRSS} kB`);
});

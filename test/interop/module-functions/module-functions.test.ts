/** What is read of modules' Ruby functions against the Puppet that is installed. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { compareModules } from './compare.ts';

const files: Readonly<Record<string, string>> = {
  'functions/m/everything.rb': `Puppet::Functions.create_function(:'m::everything') do
    local_types do
      type 'Names = Variant[String[1], Array[Names]]'
    end
    dispatch :one do
      param 'Names', :names
      optional_param 'Optional[Enum["a", "b"]]', :mode
      repeated_param 'Integer[0, 9]', :rest
      optional_block_param 'Callable[2, 2]', :block
      return_type 'Hash[String, Struct[{a => Integer, Optional[b] => Float}]]'
    end
    dispatch :two do
      required_repeated_param 'Numeric', :numbers
      block_param
    end
    argument_mismatch :wrong do
      param 'Any', :value
    end
    def one(*args); end
    def two(*args); end
    def wrong(_value); 'no'; end
  end`,
  'functions/m/plain.rb': `Puppet::Functions.create_function(:'m::plain') do
    def plain(a, b = 1, *c); end
  end`,
  'functions/m/internal.rb': `Puppet::Functions.create_function(:'m::internal', Puppet::Functions::InternalFunction) do
    dispatch(:go) do
      scope_param
      param 'Pattern[/a/]', :a
    end
    def go(_scope, _a); end
  end`,
  'functions/m/looped.rb': `Puppet::Functions.create_function(:'m::looped') do
    ['String', 'Integer'].each { |type| dispatch(:go) { param type, :a } }
    def go(_a); end
  end`,
  'parser/functions/m_three.rb': `module Puppet::Parser::Functions
    newfunction(:m_three, :type => :rvalue, :arity => -3, :doc => 'x') { |args| args }
  end`,
  'parser/functions/m_any.rb': 'Puppet::Parser::Functions.newfunction(:m_any, type: :statement) { |args| args }',
};

test('functions of modules take what Puppet itself says, or nothing is said of them', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'baton-module-functions-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = join(directory, 'm/lib/puppet', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    assert.deepEqual(await compareModules(directory), {
      compared: Object.keys(files).length,
      unknown: ['m::looped'],
      differences: [],
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

# Evaluates each source of the standard input, a JSON string per line, as Bolt evaluates plans, and answers each with a line.
require 'json'
require 'puppet'
require 'puppet_pal'
require 'timeout'
require 'tmpdir'

Dir.mktmpdir do |home|
  Puppet.initialize_settings(['--vardir', File.join(home, 'var'), '--confdir', File.join(home, 'conf')])
  Puppet[:tasks] = true
  Puppet[:strict] = :error
  Puppet[:strict_variables] = true
  Puppet::Util::Log.close_all
  Puppet::Pal.in_tmp_environment('here', modulepath: [], facts: {}) do |pal|
    $stdin.each_line do |line|
      answer = begin
        Timeout.timeout(2) do
          pal.with_script_compiler do |compiler|
            value = compiler.evaluate_string(JSON.parse(line, quirks_mode: true), '/here.pp')
            str = Puppet::Pops::Types::StringConverter.convert(value)
            data = Puppet::Pops::Serialization::ToDataConverter.convert(
              value, rich_data: true, symbol_as_string: true, local_reference: false, message_prefix: 'value'
            )
            { ok: true, value: data, str: str, type: Puppet::Pops::Types::TypeCalculator.infer_set(value).to_s }
          end
        end
      rescue StandardError => e
        { ok: false, error: e.message.sub(/ \(file: .*\z/m, '') }
      end
      puts JSON.generate(answer)
    end
  end
end

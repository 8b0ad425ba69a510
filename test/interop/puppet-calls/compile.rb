# Compiles each source of the standard input, a JSON string per line, to a catalog, and says what Puppet says of it.
require 'json'
require 'puppet'
require 'puppet_pal'
require 'tmpdir'

Dir.mktmpdir do |home|
  Puppet.initialize_settings(['--vardir', File.join(home, 'var'), '--confdir', File.join(home, 'conf')])
  Puppet[:strict_variables] = false
  Puppet::Util::Log.level = :crit
  $stdin.each_line do |line|
    said = begin
      Puppet::Pal.in_tmp_environment('here', modulepath: [], facts: { 'os' => { 'family' => 'Debian' } }) do |pal|
        pal.with_catalog_compiler do |compiler|
          compiler.evaluate_string(JSON.parse(line, quirks_mode: true))
          compiler.compile_additions
          compiler.with_json_encoding(&:encode)
        end
      end
      nil
    rescue StandardError => e
      e.message
    end
    puts JSON.generate([said])
  end
end

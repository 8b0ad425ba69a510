# Prints the Ruby functions of modules as an installed Puppet knows them, a line of JSON each:
#   ruby signatures.rb MODULEPATH
# MODULEPATH is a directory of modules.
require 'json'
require_relative '../puppet-functions/describe'

directory = ARGV.fetch(0)
Puppet.initialize_settings([])
Puppet[:tasks] = true
# A function that needs what is not installed says what it takes all the same.
Puppet::Util::Feature.prepend(Module.new { def method_missing(name, *args) = name.to_s.end_with?('?') ? true : super })
environment = Puppet::Node::Environment.create(:signatures, [directory])
loaders = Loaders.new(environment)
Puppet.push_context({ current_environment: environment, loaders: loaders }, 'signatures')

Dir.glob('*/lib/puppet/functions/**/*.rb', base: directory).sort.each do |file|
  name = file.split('/lib/puppet/functions/').last.delete_suffix('.rb').gsub('/', '::')
  begin
    value = loaders.private_loader_for_module(file.split('/').first).load(:function, name)
    puts({ file: file, name: name, signatures: value.class.signatures.map { |each| signature(each) } }.to_json)
  rescue StandardError, ScriptError => e
    puts({ file: file, name: name, missing: e.message }.to_json)
  end
end

legacy = Puppet::Parser::Functions
Dir.glob('*/lib/puppet/parser/functions/*.rb', base: directory).sort.each do |file|
  name = File.basename(file, '.rb')
  begin
    legacy.autoloader.delegatee.load(name, environment)
    next unless legacy.function(name.to_sym)
    puts({ file: file, name: name, arity: legacy.arity(name.to_sym) }.to_json)
  rescue StandardError, ScriptError => e
    puts({ file: file, name: name, missing: e.message }.to_json)
  end
end

# Prints every built-in function as an installed Puppet itself knows it, a line of JSON each:
#   ruby signatures.rb [BOLT]
# BOLT is the root of Bolt's source or gem, whose functions are printed too, with "by": "Bolt".
require 'json'
require 'puppet'
require 'puppet/pops'
require_relative 'describe'

module Bolt
  def self.const_missing(name)
    const_set(name, Class.new)
  end
end

bolt = ARGV[0]
modules = bolt ? [File.join(bolt, 'bolt-modules')] : []
objects = %w[Error Deferred Puppet::LookupContext]
if bolt
  $LOAD_PATH.unshift(File.join(bolt, 'lib'))
  %w[target result result_set apply_result container_result resource_instance plan_future].each { |file| require "bolt/#{file}" }
  objects += %w[Target Result ResultSet ApplyResult ContainerResult ResourceInstance Future]
end
Puppet.initialize_settings([])
Puppet[:tasks] = true
%i[hiera_eyaml hocon].each { |feature| Puppet.features.add(feature) { true } }
environment = Puppet::Node::Environment.create(:signatures, modules)
loaders = Loaders.new(environment)
Puppet.push_context({ current_environment: environment, loaders: loaders }, 'signatures')

# Where a function refuses to be called elsewhere, by the errors that its source raises.
def place(file)
  source = File.read(file)
  return 'catalog' if source.include?('NOT_SUPPORTED_WHEN_SCRIPTING')
  return 'plan' if source.include?('NOT_SUPPORTED_WHEN_COMPILING')
end

def function(name, by, loader, file)
  value = loader.load(:function, name)
  return { name: name, by: by, missing: 'not found' } if value.nil?
  { name: name, by: by, place: place(file), signatures: value.class.signatures.map { |each| signature(each) } }
rescue StandardError, ScriptError => e
  { name: name, by: by, missing: e.message }
end

puts({ version: Puppet.version }.to_json)
root = File.dirname($LOADED_FEATURES.find { |path| path.end_with?('/puppet/functions.rb') })
names = Dir.children(File.join(root, 'functions')).map { |file| file.delete_suffix('.rb') }
names.delete('puppetdb_query') # Debian puts PuppetDB's terminus among Puppet's files; plans have Bolt's.
names.sort.each do |name|
  puts function(name, 'Puppet', loaders.puppet_system_loader, File.join(root, 'functions', "#{name}.rb")).to_json
end

legacy = Dir.children(File.join(root, 'parser/functions')).map { |file| file.delete_suffix('.rb') } - names
autoloader = Puppet::Parser::Functions
legacy.sort.each do |name|
  autoloader.autoloader.delegatee.load(name, environment)
  next unless autoloader.function(name.to_sym)
  where = place(File.join(root, 'parser/functions', "#{name}.rb"))
  arity = autoloader.arity(name.to_sym)
  puts({ name: name, by: 'Puppet', place: where, arity: arity, value: autoloader.rvalue?(name.to_sym) }.to_json)
end

modules.each do |directory|
  Dir.glob('*/lib/puppet/functions/**/*.rb', base: directory).sort.each do |file|
    name = file.split('/lib/puppet/functions/').last.delete_suffix('.rb').gsub('/', '::')
    loader = loaders.private_loader_for_module(file.split('/').first)
    puts function(name, 'Bolt', loader, File.join(directory, file)).to_json
  end
end

# What the values of object types can be asked, and how values are made.
def callables(type)
  (type.is_a?(Types::PVariantType) ? type.types : [type]).map do |each|
    types = each.param_types.types
    min, = each.size_range
    parameters = types.each_with_index.map { |one, index| { type: text(one), optional: index >= min } }
    { parameters: parameters, block: block(each.block_type), returns: each.return_type && text(each.return_type) }
  end
end

loader = bolt ? loaders.private_loader_for_module('boltlib') : loaders.puppet_system_loader
read = lambda do |name|
  Types::TypeParser.singleton.interpret_any(Parser::EvaluatingParser.new.parse_string(name).body, loader)
end
objects.each do |name|
  type = read.call(name)
  puts({
    object: name,
    attributes: type.attributes(true).transform_values { |each| text(each.type) },
    functions: type.functions(true).transform_values { |each| callables(each.type) }
  }.to_json)
end
values = %w[
  Any Array Binary Boolean Callable Collection Default Enum Float Hash Init Integer Iterable Iterator NotUndef Numeric
  Pattern Regexp Scalar ScalarData SemVer SemVerRange Sensitive String Struct Timespan Timestamp Tuple Type Undef URI
  Variant
]
(values + objects).each do |name|
  made = read.call(name).new_function.signatures.map { |each| signature(each) }
  puts({ type: name, constructors: made }.to_json)
rescue ArgumentError
  puts({ type: name, constructors: [] }.to_json)
rescue StandardError
  # Made by Puppet and Bolt only.
end

# Says what functions take as an installed Puppet knows it.
require 'puppet'
require 'puppet/pops'
include Puppet::Pops

# The functions are asked what they take, never called: what they need to run need not be installed.
class Object
  def require(path)
    super
  rescue LoadError
    false
  end
end

# Prints a type with the aliases that a function defines for itself replaced by what they stand for; one that is part
# of itself ends in Any.
class Formatter < Types::TypeFormatter
  KNOWN = %w[Data RichData RichDataKey].freeze

  def string_PTypeAliasType(type)
    return super if type.name.include?('::') || KNOWN.include?(type.name)
    @open ||= []
    return append_string(Types::PAnyType::DEFAULT) if @open.include?(type.name)
    @open.push(type.name)
    append_string(type.resolved_type)
    @open.pop
  end
end

def text(type)
  Formatter.new.string(type)
end

def block(type)
  return nil if type.nil?
  optional = type.is_a?(Types::POptionalType)
  inner = optional ? type.optional_type : type
  { type: text(inner), optional: optional }
end

def signature(dispatch)
  type = dispatch.type
  min, max = type.size_range
  types = type.param_types.types
  names = dispatch.parameter_names
  parameters = names.each_with_index.map do |name, index|
    captures = dispatch.last_captures_rest? && index == names.size - 1
    { name: name.to_s, type: text(types[index] || types.last), optional: index >= min, captures: captures }
  end
  returns = type.return_type
  { parameters: parameters, block: block(type.block_type), returns: returns && text(returns), max: max == Float::INFINITY ? nil : max }
end

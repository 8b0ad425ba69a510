# Answers questions about data types with an installed Puppet. Lines of JSON in, lines of JSON out:
# {"type", "value"} -> verdict and message; {"type", "expression"} -> the same of what it evaluates to, and its types;
# {"type", "other"} -> assignability and common type; {"type"} -> how it prints.
require 'json'
require 'puppet'
require 'puppet_pal'
Puppet.initialize_settings([])
Puppet::Util::Log.level = :err
include Puppet::Pops::Types
PARSER = TypeParser.singleton
DESCRIBER = TypeMismatchDescriber.singleton
CALCULATOR = TypeCalculator.singleton
$stdout.sync = true

def judge(type, value, result)
  result['instance'] = type.instance?(value) ? true : false
  return if result['instance']
  result['message'] = DESCRIBER.describe_mismatch('x', type, CALCULATOR.infer_set(value)).gsub(/\s+/, ' ').strip
end

def answer(question, compiler)
  type = PARSER.parse(question['type'])
  result = { 'print' => type.to_s }
  if question.key?('other')
    other = PARSER.parse(question['other'])
    result['assignable'] = type.assignable?(other)
    result['common'] = CALCULATOR.common_type(type, other).to_s
  end
  judge(type, question['value'], result) if question.key?('value')
  if question.key?('expression')
    value = compiler.evaluate_string(question['expression'])
    judge(type, value, result)
    result['inferred'] = CALCULATOR.infer_set(value).to_s
    result['reduced'] = CALCULATOR.infer(value).to_s
  end
  result
rescue StandardError => e
  { 'error' => e.message }
end

Puppet::Pal.in_tmp_environment('types', facts: {}) do |pal|
  pal.with_script_compiler do |compiler|
    $stdin.each_line { |line| puts answer(JSON.parse(line), compiler).to_json }
  end
end

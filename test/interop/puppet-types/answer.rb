# Answers questions about data types with an installed Puppet. Lines of JSON in, lines of JSON out:
# {"type", "value"} -> verdict and message; {"type", "other"} -> assignability; {"type"} -> how it prints.
require 'puppet'
require 'json'
Puppet.initialize_settings
include Puppet::Pops::Types
parser = TypeParser.singleton
describer = TypeMismatchDescriber.singleton
calculator = TypeCalculator.singleton
$stdout.sync = true
STDIN.each_line do |line|
  question = JSON.parse(line)
  answer =
    begin
      type = parser.parse(question['type'])
      result = { 'print' => type.to_s }
      if question.key?('other')
        result['assignable'] = type.assignable?(parser.parse(question['other']))
      end
      if question.key?('value')
        value = question['value']
        result['instance'] = type.instance?(value) ? true : false
        unless result['instance']
          result['message'] = describer.describe_mismatch('x', type, calculator.infer_set(value)).gsub(/\s+/, ' ').strip
        end
      end
      result
    rescue StandardError => e
      { 'error' => e.message }
    end
  puts answer.to_json
end

# Says what an installed Puppet thinks of sources, all in one process. Lines of JSON in: {"source", "tasks", "epp"}.
# One line of JSON out for each: whether its parser and its validator accept the source, their errors with the lines,
# and how long the parser took. The first line out is Puppet's version.
require 'json'
require 'puppet'
require 'puppet/pops'
include Puppet::Pops

Puppet.initialize_settings([])
Puppet::Util::Log.level = :err
environment = Puppet::Node::Environment.create(:verdicts, [])
Puppet.push_context({ current_environment: environment, loaders: Loaders.new(environment) }, 'verdicts')

def verdict(source, epp)
  began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  model = (epp ? Parser::EppParser : Parser::Parser).new.parse_string(source, nil).model
  took = (Process.clock_gettime(Process::CLOCK_MONOTONIC) - began) * 1000
  acceptor = Validation::Acceptor.new
  evaluating = epp ? Parser::EvaluatingParser::EvaluatingEppParser : Parser::EvaluatingParser
  evaluating.new.validator(acceptor).validate(model)
  words = Validation::DiagnosticFormatter.new
  errors = acceptor.diagnostics.select { |each| each.severity == :error }.map do |each|
    { message: words.format_message(each), line: each.source_pos && each.source_pos.line }
  end
  { parses: true, errors: errors, milliseconds: took }
rescue Puppet::ParseErrorWithIssue => e
  { parses: false, errors: [{ message: e.basic_message, line: e.line }] }
rescue Puppet::ParseError => e
  { parses: false, errors: [{ message: e.message, line: e.line }] }
rescue StandardError => e
  # Not a verdict: Puppet itself fell over.
  { parses: false, crash: "#{e.class}: #{e.message}", errors: [] }
end

puts({ version: Puppet.version }.to_json)
$stdin.each_line do |line|
  question = JSON.parse(line)
  Puppet[:tasks] = question['tasks']
  puts verdict(question['source'], question['epp']).to_json
end

# Asks the real Bolt about sources, to write cases.jsonl anew:
#   ruby -I LIBRARIES record.rb BOLT PROJECT < cases.jsonl > new.jsonl
# BOLT is a checkout of puppetlabs/bolt; LIBRARIES are what it needs of Ruby (addressable, logging). PROJECT is a directory
# with the inventory beside this file, `name: golden` in bolt-project.yaml, and files/one.txt and files/sub/two.txt.
require 'json'
require 'puppet'
bolt, directory = ARGV
$LOAD_PATH.unshift(File.join(bolt, 'lib'))
%w[logger pal inventory executor config plugin project].each { |name| require "bolt/#{name}" }

Bolt::Logger.initialize_logging
project = Bolt::Project.create_project(directory)
config = Bolt::Config.from_project(project, {})

# Keeps what a plan tells.
class Listener
  attr_reader :told

  def initialize
    @told = []
  end

  def handle_event(event)
    return unless %i[message verbose log].include?(event[:type])
    text = event[:message].to_s.gsub(/\[\n\n *\]/, '[]').gsub(/\{\n *\}/, '{}')
    @told << [event[:type], event[:level], text]
  end
end

def pal_of(bolt, project)
  modules = File.join(bolt, 'modules')
  path = Bolt::Config::Modulepath.new([], boltlib_path: File.join(bolt, 'bolt-modules'), builtin_content_path: modules)
  Bolt::PAL.new(path, nil, nil, 1, nil, {}, project)
end

def failure(error)
  details = error.respond_to?(:details) ? error.details : {}
  kind = error.respond_to?(:kind) ? error.kind : error.class.to_s
  { ok: false, kind: kind, error: error.message, column: details['column'] || details[:column] }.compact
end

$stdin.each_line do |line|
  source = JSON.parse(line)['src']
  pal = pal_of(bolt, project)
  inventory = Bolt::Inventory.from_config(config, Bolt::Plugin.new(config, pal))
  executor = Bolt::Executor.new(1)
  listener = Listener.new
  executor.subscribe(listener)
  answer = begin
    pal.in_plan_compiler(executor, inventory, nil) do |compiler|
      value = compiler.evaluate_string(source, '/here.pp')
      { ok: true, value: JSON.parse(Bolt::PlanResult.from_pcore(value, 'success').to_json) }
    end
  rescue StandardError => e
    e
  end
  executor.shutdown
  answer = failure(answer) unless answer.is_a?(Hash)
  answer[:out] = listener.told unless listener.told.empty?
  text = JSON.generate({ src: source, **answer })
  puts text.gsub(RbConfig.ruby, '/opt/ruby').gsub(directory, '/project')
end

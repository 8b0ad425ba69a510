# Asks the real Bolt about inventories, to write cases.jsonl anew:
#   ruby -I LIBRARIES record.rb BOLT PROJECT < cases.jsonl > new.jsonl
# BOLT is a checkout of puppetlabs/bolt; LIBRARIES are what it needs of Ruby (addressable, logging, puppet). PROJECT is an
# empty directory. A case has an inventory with words that select targets, or with what a plan does one after the other.
require 'json'
bolt, directory = ARGV
$LOAD_PATH.unshift(File.join(bolt, 'lib'))
%w[error util analytics config inventory project].each { |name| require "bolt/#{name}" }

ENV['HOME'] = '/home/me'
ENV['BATON_TEXT'] = 'text'
ENV['BATON_JSON'] = '{"j":[1]}'
$warnings = []
module Bolt::Logger
  def self.warn(id, msg) = ($warnings << "#{id}: #{msg}")

  def self.deprecate(id, msg) = warn(id, msg)
end

# Gives what the reference says.
class FakePlugin
  def name = 'fake'

  def hooks = [:resolve_reference]

  def resolve_reference(reference)
    raise Bolt::ValidationError, reference['fail'] if reference.key?('fail')
    reference['value']
  end
end

def open_inventory(directory)
  config = Bolt::Config.new(Bolt::Project.create_project(directory), [])
  pal = Object.new
  def pal.full_modulepath = []
  plugins = Bolt::Plugin.new(config, pal)
  plugins.add_plugin(FakePlugin.new)
  Bolt::Inventory.from_config(config, plugins)
end

def plain(value)
  case value
  when Set, Array then value.map { |each| plain(each) }
  when Hash then value.to_h { |key, each| [key.to_s, plain(each)] }
  when Float then value.finite? ? value : value.to_s
  else value
  end
end

# Without what every target has.
def shown(target)
  details = target.detail
  config = details.delete('config')
  transport = config['transport']
  usual = Bolt::TRANSPORTS[transport.to_sym] && Bolt::Config::TRANSPORT_CONFIG[transport]::DEFAULTS
  options = config[transport].reject { |key, value| usual[key] == value }
  details['plugin_hooks'] = details['plugin_hooks'].reject { |key, value| Bolt::Plugin::DEFAULT_PLUGIN_HOOKS[key] == value }
  merged = target.config
  all = details.merge('transport' => transport, 'options' => options, 'merged' => merged, 'safe' => target.safe_name,
                      'host' => target.host, 'port' => target.port, 'user' => target.user, 'password' => target.password)
  plain(all).reject { |_, value| value.nil? || value == [] || value == {} }
end

def trying
  yield
rescue Bolt::Error => e
  { error: e.message, kind: e.kind }
end

def answer(inventory, steps)
  find = ->(words) { inventory.get_targets(words) }
  steps.map do |step, words, *more|
    trying do
      case step
      when 'get' then find.(words).map(&:name)
      when 'show' then shown(find.(words).first)
      when 'new' then Bolt::Target.from_hash(words, inventory).name
      when 'add' then inventory.add_to_group(find.(words), *more) && nil
      when 'remove' then inventory.remove_from_group(find.(words), *more) && nil
      when 'var' then inventory.set_var(find.(words).first, { more[0] => more[1] }) && nil
      when 'facts' then inventory.add_facts(find.(words).first, *more) && nil
      when 'feature' then (inventory.set_feature(find.(words).first, *more); nil)
      when 'config' then (inventory.set_config(find.(words).first, *more); nil)
      end
    end
  end
end

def bolt_says(kase, directory)
  $warnings = []
  inventory = open_inventory(directory)
  return { steps: answer(inventory, kase['steps']) } if kase.key?('steps')
  groups = inventory.group_lookup.transform_values { |group| group.all_targets.to_a }
  words = kase['words'].map do |word|
    trying { open_inventory(directory).get_targets(word, ext_glob: true).each(&:detail).map(&:name) }
  end
  targets = groups['all'].to_h do |name|
    fresh = open_inventory(directory)
    [name, trying { fresh.targets[name] = fresh.create_target_from_inventory(name) and shown(Bolt::Target.new(name, fresh)) }]
  end
  { groups: groups, words: words, targets: targets, warnings: $warnings.uniq }.reject { |_, value| value.empty? }
end

$stdin.each_line do |line|
  kase = JSON.parse(line)
  File.write(File.join(directory, 'inventory.yaml'), kase['text'])
  said = trying { bolt_says(kase, directory) }
  text = JSON.generate(kase.merge('bolt' => said))
  puts text.gsub(RbConfig.ruby, '/opt/ruby').gsub(directory, '/project')
rescue NoMethodError, IndexError => e
  warn "Bolt itself fails, so this is no case: #{line.chomp} #{e.message.lines.first}"
end

/**
 * Does what its input says with the Puppet of the machine it runs on: `apply`, `facts` or `resources`. Its input is one
 * JSON object on one line, whose long texts are in base64, so that it needs nothing but a shell to read it. Everything
 * it makes is in one directory that only its user can read, and goes with it.
 */
export const puppetScript: string = `#!/bin/sh
umask 077
PATH="$PATH:/opt/puppetlabs/bin:/opt/puppetlabs/puppet/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
export PATH
input=$(cat)
field() { printf '%s\\n' "$input" | sed -n 's/.*"'"$1"'" *: *"\\([^"]*\\)".*/\\1/p'; }
if printf 'eA==' | base64 -d >/dev/null 2>&1; then flag=-d; else flag=-D; fi
decoded() { field "$1" | base64 $flag; }
home=$(field _installdir)
verb=$(field verb)
work=$(mktemp -d "$home/baton-apply.XXXXXX") || exit 1
child=
trap 'rm -rf "$work"' EXIT
trap '[ -z "$child" ] || { kill "$child"; wait "$child"; } 2>/dev/null; exit 143' TERM INT HUP
run() {
  "$@" &
  child=$!
  wait "$child"
  code=$?
  child=
  return $code
}
if ! command -v puppet >/dev/null 2>&1; then
  [ "$verb" = facts ] || { echo 'puppet: command not found' >&2; exit 127; }
  printf '{"values":'
  . "$home/baton_apply/files/facts.sh"
  printf '}\\n'
  exit
fi
tar -xzof "$home/baton_apply/files/bundle.tgz" -C "$work" || exit 1
# Only Puppet 7 and newer know this one, and refuse nothing in a file.
mkdir "$work/conf" && printf '[main]\\npublicdir = %s/public\\n' "$work" > "$work/conf/puppet.conf" || exit 1
set -- --color=false --confdir "$work/conf" --codedir "$work/code" --vardir "$work/var" --rundir "$work/run" \\
  --logdir "$work/log" --modulepath "$work/modules"
certname=$(field certname)
case $verb in
facts)
  run puppet facts find "\${certname:-baton}" "$@" --render-as json
  exit
  ;;
resources)
  printf '{"resources":['
  comma=
  decoded resources > "$work/resources"
  while IFS= read -r words <&3; do
    type=\${words%% *}
    title=\${words#"$type"}
    title=\${title# }
    if [ -n "$title" ]; then run puppet resource "$@" "$type" "$title" --to_yaml > "$work/out.yaml"
    else run puppet resource "$@" "$type" --to_yaml > "$work/out.yaml"; fi || exit
    printf '%s"' "$comma"
    sed -e 's/\\\\/\\\\\\\\/g' -e 's/"/\\\\"/g' "$work/out.yaml" | awk '{printf "%s\\\\n", $0}'
    printf '"'
    comma=,
  done 3< "$work/resources"
  printf ']}\\n'
  exit
  ;;
esac
decoded manifest > "$work/manifest.pp" || exit 1
mkdir "$work/modules/baton_apply/facts.d" || exit 1
decoded facts > "$work/modules/baton_apply/facts.d/baton.json" || exit 1
[ -f "$work/hiera/hiera.yaml" ] && set -- "$@" --hiera_config "$work/hiera/hiera.yaml"
[ -n "$certname" ] && set -- "$@" --certname "$certname"
case $input in *'"_noop":true'*) set -- "$@" --noop ;; esac
run puppet apply "$@" --strict=warning --no-strict_variables --reports baton_apply "$work/manifest.pp" >&2
code=$?
[ -f "$work/var/report.json" ] && { cat "$work/var/report.json"; exit 0; }
[ $code -ne 0 ] || echo 'puppet apply made no report' >&2
exit 1
`;

/**
 * Writes what Puppet reports of a run as JSON, which is more exact than the YAML that it keeps itself. The resources that
 * Puppet adds to every catalog are left out, as Bolt does not apply them.
 */
export const reportProcessor: string = `require 'json'
Puppet::Reports.register_report(:baton_apply) do
  def process
    data = to_data_hash
    statuses = data['resource_statuses']
    added = statuses.select { |name, one| one['file'].nil? && name =~ /\\A(Filebucket|Schedule)\\[/ }.keys
    added.each { |name| statuses.delete(name) }
    values = data.dig('metrics', 'resources', 'values') || []
    total = values.assoc('total')
    total[2] -= added.size if total
    File.write(File.join(Puppet[:vardir], 'report.json'), data.to_json)
  end
end
`;

/** The data types of Bolt that can be in the variables of a plan, as objects that answer by their names. */
export const dataTypes: Readonly<Record<string, string>> = {
  target: dataType('Target', [
    ['name', 'uri', 'safe_name', 'target_alias', 'vars', 'facts', 'features', 'plugin_hooks', 'host', 'port'],
    ['protocol', 'user', 'transport'],
  ]),
  result: dataType('Result', resultMembers()),
  applyresult: dataType('ApplyResult', resultMembers()),
  containerresult: dataType('ContainerResult', resultMembers()),
  resourceinstance: dataType('ResourceInstance', [
    ['target', 'type', 'title', 'reference', 'state', 'desired_state', 'events'],
  ]),
  resultset: resultSetType(),
};

function resultMembers(): readonly (readonly string[])[] {
  return [['target', 'value', 'action', 'error', 'message', 'ok', 'status', 'stdout', 'stderr', 'report', 'to_data']];
}

/** An object that knows what it is asked beforehand. `[]` asks for an entry of what it holds. */
function dataType(name: string, members: readonly (readonly string[])[]): string {
  const all = members.flat();
  return `Puppet::DataTypes.create_type('${name}') do
  interface <<-PUPPET
    attributes => { values => Hash },
    functions => { '[]' => Callable[[Any], Any], ${all.map((one) => `${one} => Callable[[], Any]`).join(', ')} }
  PUPPET
  implementation do
    def [](key); (values['value'] || values['state'])[key]; end
${all.map((one) => `    def ${one}; values['${one}']; end`).join('\n')}
    def to_s; (values['safe_name'] || values['reference'] || '${name}').to_s; end
  end
end
`;
}

function resultSetType(): string {
  return `Puppet::DataTypes.create_type('ResultSet') do
  interface <<-PUPPET
    attributes => { values => Hash },
    functions => { '[]' => Callable[[Integer, Optional[Integer]], Any], find => Callable[[String], Any],
      results => Callable[[], Any], count => Callable[[], Any], empty => Callable[[], Any], first => Callable[[], Any],
      names => Callable[[], Any], targets => Callable[[], Any], to_data => Callable[[], Any], ok => Callable[[], Any],
      ok_set => Callable[[], Any], error_set => Callable[[], Any] }
  PUPPET
  implementation do
    def results; values['results']; end
    def [](from, to = from); from == to ? results[from] : results[from..to]; end
    def find(name); results.reverse.find { |one| one.target.name == name }; end
    def count; results.size; end
    def empty; results.empty?; end
    def first; results.first; end
    def names; targets.map(&:name); end
    def targets; results.map(&:target); end
    def to_data; results.map(&:to_data); end
    def ok; results.all?(&:ok); end
    def ok_set; self.class.new({ 'results' => results.select(&:ok) }); end
    def error_set; self.class.new({ 'results' => results.reject(&:ok) }); end
    def to_s; 'ResultSet'; end
  end
end
`;
}

# Asks PuppetDB for the facts of targets and keeps them with the targets.
#
# @param targets
#   The targets whose facts are wanted. PuppetDB knows them by their hosts' names.
#
# @return [Hash]
#   The facts by the name of the host.
plan puppetdb_fact(TargetSpec $targets) {
  $all = get_targets($targets)
  $facts = puppetdb_fact($all.map |$target| { $target.host })
  $all.each |$target| {
    add_facts($target, $facts[$target.host])
  }
  return $facts
}

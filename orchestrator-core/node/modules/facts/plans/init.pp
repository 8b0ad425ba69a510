# Asks targets for their facts and keeps them with the targets, for `facts` and for what is applied to them.
#
# @param targets
#   The targets to ask.
#
# @return [ResultSet]
#   The facts of each target.
plan facts(TargetSpec $targets) {
  $results = run_task('facts', $targets)
  $results.each |$result| {
    add_facts($result.target, $result.value)
  }
  return $results
}

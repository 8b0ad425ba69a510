# Says in a line for each target which operating system it runs. Targets that do not answer are left out.
#
# @param targets
#   The targets to ask.
#
# @return [Array[String]]
#   A line for each target: its name, and name, release and family of its operating system.
plan facts::info(TargetSpec $targets) {
  return run_task('facts', $targets, '_catch_errors' => true).ok_set.map |$result| {
    $os = $result['os']
    "${result.target.name}: ${os['name']} ${os['release']['full']} (${os['family']})"
  }
}

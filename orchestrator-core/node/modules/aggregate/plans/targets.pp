# Runs a task, a command or a script on targets, and says of each key in their results which targets gave each value.
#
# @param targets
#   The targets to run on.
# @param task
#   The task to run; in the place of command and script.
# @param command
#   The command to run; in the place of task and script.
# @param script
#   The script to run; in the place of task and command.
# @param params
#   Parameters and options of the function that runs it.
#
# @return [Hash]
#   For each key of the results its values, and the names of the targets that gave each.
plan aggregate::targets(
  TargetSpec $targets,
  Optional[String] $task = undef,
  Optional[String] $command = undef,
  Optional[String] $script = undef,
  Hash[String, Data] $params = {},
) {
  return aggregate::targets(aggregate::results($targets, $params, $task, $command, $script))
}

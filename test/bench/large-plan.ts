const planLines = 2000;

/** How many lines each step of the plan has; the first begins on line 1. */
export const planStepLines = 18;

/** A plan with steps as plans have them: tasks, conditions, lambdas, interpolated strings, a heredoc, an apply block. */
export function largePlan(): string {
  const step = (index: number) => `  # Step ${index}: what is done here, in a sentence of usual length.
  $result_${index} = run_task('p::deploy', $targets, "Deploy \${release} (${index})", {
    release        => $release,
    retries        => ${index} + 1,
    '_catch_errors' => true,
  })
  unless $result_${index}.ok {
    $failed_${index} = $result_${index}.error_set.names.filter |$name| { $name =~ /node\\d+/ }
    out::message("failed on \${failed_${index}.join(', ')}: \${result_${index}.first.error}")
  }
  $script_${index} = @("END"/L)
    set -e
    echo "\${release}" > /etc/release
    | END
  apply($targets, '_description' => 'step ${index}') {
    file { '/etc/motd.${index}': ensure => file, mode => '0644', content => $script_${index} }
    -> service { 'app${index}': ensure => running }
  }
`;
  const steps = Array.from({ length: Math.ceil(planLines / planStepLines) }, (_, index) => step(index)).join('');
  return `plan p::large(TargetSpec $targets, String[1] $release = '1.0') {\n${steps}  return $result_0\n}\n`;
}

# Without Facter there is nothing yet that gathers facts on Windows.
$facter = Get-Command facter -ErrorAction SilentlyContinue
if ($facter) {
    & $facter --json
    exit $LASTEXITCODE
}
Write-Output '{"_error":{"kind":"baton/no-facter","msg":"Facts of Windows are gathered by Facter, which is not installed there. Install Puppet''s agent.","details":{}}}'
exit 1

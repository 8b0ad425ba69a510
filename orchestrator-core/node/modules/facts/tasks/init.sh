#!/bin/sh
PATH="$PATH:/opt/puppetlabs/bin:/opt/puppetlabs/puppet/bin"
export PATH
if command -v facter >/dev/null 2>&1; then
  # With the facts of Puppet and of modules, where it can load them.
  facter -p --json 2>/dev/null || exec facter --json
else
  . "$PT__installdir/facts/files/facts.sh"
fi

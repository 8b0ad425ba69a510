# Shared by tasks: percent_used DIRECTORY prints how full its file system is.
percent_used() {
  df -P "$1" | awk 'NR == 2 { sub("%", "", $5); print $5 }'
}

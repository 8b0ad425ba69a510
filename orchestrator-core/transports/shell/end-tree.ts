import { quote } from './sh-text.ts';

/**
 * A program of `sh` that ends a process with all that it started, however deep, and all of its process group: TERM, and
 * after two seconds KILL. What it ever saw stays in its sight when the parent between them ends first. A directory is
 * removed last. It needs `/proc`, or else `ps`.
 */
export function endTreeProgram(pid: number, directory: string | undefined): string {
  const remove = directory === undefined ? '' : `rm -rf ${quote(directory)}`;
  return `r=${pid}
${body}
${remove}
:`;
}

// A line of `list` is a process, its parent and its group; what has ended but was not reaped is left out.
const body = `list() {
  if [ -r /proc/self/stat ]; then
    for f in /proc/[0-9]*/stat; do
      s=
      { read -r s < "$f"; } 2>/dev/null
      p=\${f#/proc/}
      set -- \${s##*) }
      case $1 in ''|Z|X) ;; *) echo "\${p%/stat} $2 $3" ;; esac
    done
  else
    ps -A -o pid= -o ppid= -o pgid=
  fi
}
seen=" $r "
told=' '
group=
look() {
  all=$(list)
  if [ -z "$group" ]; then
    while read -r p q g; do
      if [ "$p" = "$r" ]; then group=$g; fi
    done <<END
$all
END
    group=\${group:-$r}
  fi
  more=1
  while [ -n "$more" ]; do
    more=
    while read -r p q g; do
      case $seen in *" $p "*) continue ;; esac
      case $seen in *" $q "*) ;; *) [ "$g" = "$group" ] || continue ;; esac
      seen="$seen$p "
      more=1
    done <<END
$all
END
  done
  left=
  while read -r p q g; do
    case $seen in *" $p "*) left="$left $p" ;; esac
  done <<END
$all
END
}
for signal in TERM KILL; do
  n=0
  while [ $n -lt 20 ]; do
    look
    [ -n "$left" ] || break 2
    for p in $left; do
      case $signal$told in TERM*" $p "*) continue ;; esac
      kill -$signal $p 2>/dev/null
      told="$told$p "
    done
    sleep 0.1 2>/dev/null || { sleep 1; n=$((n + 9)); }
    n=$((n + 1))
  done
done`;

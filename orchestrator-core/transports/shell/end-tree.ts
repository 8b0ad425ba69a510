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

// `all` holds a word for each process: itself, its parent and its group; what has ended but was not reaped is left out.
// The shell reads no file itself, for it would do so byte by byte.
const body = `seen=" $r "
told=' '
group=
list() {
  all=
  set +f
  if [ -r /proc/self/stat ]; then raw=$(cat /proc/[0-9]*/stat 2>/dev/null); else raw=$(ps -A -o pid= -o ppid= -o pgid= -o stat=); fi
  set -f
  IFS='
'
  for s in $raw; do
    IFS=' '
    case $s in
      *')'*) p=\${s%% *}; set -- \${s##*') '}; set -- "$p" "$2" "$3" "$1" ;;
      *) set -- $s ;;
    esac
    case $4 in Z*|X*) ;; *) all="$all $1:$2:$3" ;; esac
  done
  IFS=' '
}
look() {
  list
  if [ -z "$group" ]; then
    group=$r
    for e in $all; do
      case $e in $r:*) group=\${e##*:} ;; esac
    done
  fi
  more=1
  while [ -n "$more" ]; do
    more=
    for e in $all; do
      p=\${e%%:*}
      case $seen in *" $p "*) continue ;; esac
      q=\${e#*:}
      case $seen in *" \${q%:*} "*) ;; *) [ "\${e##*:}" = "$group" ] || continue ;; esac
      seen="$seen$p "
      more=1
    done
  done
  left=
  for e in $all; do
    p=\${e%%:*}
    case $seen in *" $p "*) left="$left $p" ;; esac
  done
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

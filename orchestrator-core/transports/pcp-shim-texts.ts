/** Bytes of an archive that an agent can send in one message: base64 makes a third more of them, and lines more yet. */
const mostDownload = 22_000_000;

/** Runs the script that came as a file; `PT_run` is how it is called. */
export const scriptShim: string = `#!/bin/sh
f="$PT__installdir/baton_shim/files/$PT_name"
chmod u+x "$f" || exit 1
call=$PT_run
unset PT_run PT_name PT__task PT__installdir
eval "$call"
`;

/** Moves the file, or what is in the archive, that came as a file to its place. */
export const uploadShim: string = `#!/bin/sh
f="$PT__installdir/baton_shim/files/$PT_name"
if [ "$PT_directory" = true ]; then
  d="$PT__installdir/content/$PT_name"
  mkdir -p "$d" && tar -xf "$f" -C "$d" || exit 1
  f=$d
fi
chmod "$PT_mode" "$f" && exec mv -f -- "$f" "$PT_destination"
`;

/** Writes a file or a directory as an archive in base64. */
export const downloadShim: string = `#!/bin/sh
[ -e "$PT_source" ] || { echo "$PT_source: No such file or directory" >&2; exit 1; }
t=$(mktemp) || exit 1
trap 'rm -f "$t"' EXIT
trap 'exit 143' TERM
follow=
[ ! -L "$PT_source" ] || follow=h
tar -C "$(dirname -- "$PT_source")" -cz"$follow"f "$t" -- "$(basename -- "$PT_source")" || exit 1
n=$(wc -c < "$t")
if [ $n -gt ${mostDownload} ]; then
  echo "packed it has $n bytes, and an agent can send ${mostDownload}: use the transport ssh" >&2
  exit 1
fi
base64 < "$t"
`;

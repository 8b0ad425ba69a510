/** What `baton help targets` prints. `docs/command-line.md` shows the same, and a test compares the two. */
export const targetsHelp = `Wherever Baton takes targets it takes a selection of nodes: after --targets on a
command line, in input boxes, in get_targets() and other functions of plans, in the
API, and in the project's selections.yaml.

Names
  web1 front db* ssh://host   names, aliases, groups, patterns and URIs, as in Bolt
  @FILE, -                    the same, read from a file or standard input (after -t)
  -q 'nodes[certname] { … }'  the nodes that a PuppetDB query finds
  --rerun failure             targets of the last run: all, failure or success;
                              those of job 12: failure:12
  --saved NAME                a selection that selections.yaml has under this name

Filters leave some of what is named; without names they are about all known nodes.
Each of them must hold.
  -F os.family=Debian         a fact, by its name or the path to a part of it; with
                              = == != < <= > >= =~ or =/regular expression/
  -C apache::ssl              a class, or /regular expression/
  -I web1  -I /^db/           the node's name; of several, one must be its name
  -A pxp                      what the node's connected agent can do
  -W 'os.family=Debian /^apache/'
                              facts and classes, separated by blanks
  -S '(apache or kernel=windows) and not os.family=RedHat'
                              facts and classes with and, or, not, ! and brackets
  -x 'db*'                    leaves out what these names mean

How many of them, and how many at a time
  --limit 10   --limit 10%    the first of them; --one is --limit 1
  --limit-method random       any of them; with --limit-seed 42 always the same ones
  --batch 5    --batch 10%    begins so many, and more when all of these have ended
  --batch-sleep 30            … and 30 seconds are over

Examples
  baton find -F os.family=Debian -F 'os.release.major>=12'
  baton ping -t web -x web7
  baton task run package action=upgrade name=openssl -C apache --batch 10% --batch-sleep 60
  baton command run uptime -q 'inventory[certname] { facts.virtual = "kvm" }' --limit 3
`;

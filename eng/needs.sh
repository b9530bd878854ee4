# Installs what the suites need beyond the .NET SDK; sourced by ./test. A suite that needs another thing (a browser, a
# database server) adds its function here and its call to install_needs, and nothing is installed before a suite needs it.

install_needs() {
  local root=$1
  local folder
  for folder in npm clients; do
    if [ -f "$root/tests/Dragoman.EndToEnd/$folder/package-lock.json" ]; then
      install_npm "$root/tests/Dragoman.EndToEnd/$folder"
    fi
  done
  install_postgres
}

# A server of the tests' own runs from these binaries; the one that the package may start by itself is not used.
install_postgres() {
  local initdb
  command -v initdb >/dev/null 2>&1 && return 0
  for initdb in /usr/lib/postgresql/*/bin/initdb; do
    [ ! -x "$initdb" ] || return 0
  done
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "test: PostgreSQL's server is missing; install it (Debian and Ubuntu: apt-get install postgresql) and run this again." >&2
    exit 1
  fi
  echo "installing PostgreSQL ..."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
}

# Installs by the lock file, once for each state of it.
install_npm() {
  local directory=$1 stamp=$1/node_modules/.installed state
  command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || {
    echo "test: Node 20 or newer with npm is missing; install it (Debian and Ubuntu: the packages nodejs and npm) and run this again." >&2
    exit 1
  }
  state=$(cksum <"$directory/package-lock.json")
  [ "$(cat "$stamp" 2>/dev/null || true)" != "$state" ] || return 0
  echo "installing the npm packages of ${directory#"$PWD"/} ..."
  (cd "$directory" && npm ci --no-audit --no-fund --loglevel=error)
  echo "$state" >"$stamp"
}

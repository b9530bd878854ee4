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

# Builds the executable once for each state of the sources; sourced by ./dragoman.

# Prints the path of dragoman.dll for the sources as they are. Each state of the sources has its own directory, so that a
# gateway that is running keeps its files while a newer one is built beside it.
build_dragoman() {
  local root=$1 configuration=$2 state output
  state=$(source_state "$root")-$(printf %s "$configuration" | tr '[:upper:]' '[:lower:]')
  output=$root/artifacts/dragoman/$state
  if [ ! -f "$output/dragoman.dll" ]; then
    mkdir -p "$root/artifacts/dragoman"
    with_lock "$root/artifacts/dragoman/lock" publish "$root" "$configuration" "$output" || return 1
  fi
  touch "$output" 2>/dev/null || true
  echo "$output/dragoman.dll"
}

# A checksum over the names and contents of everything that the build reads.
source_state() {
  (
    cd "$1"
    find src eng/BannedSymbols.txt Directory.Build.props Directory.Packages.props global.json .editorconfig \
      \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -print \
      | LC_ALL=C sort | xargs cksum | cksum | tr -c '0-9\n' '-'
  )
}

publish() {
  local root=$1 configuration=$2 output=$3 log=$root/artifacts/dragoman/build.log
  # Another invocation may have built it while this one waited for the lock.
  [ ! -f "$output/dragoman.dll" ] || return 0
  echo "dragoman: building (about a minute the first time, then only when the sources change) ..." >&2
  rm -rf "$output" "$output.part"
  # Nothing is left running behind the build, and its intermediate files are its own: ./test may build at the same time.
  if ! "$DOTNET" publish "$root/src/Dragoman/Dragoman.csproj" -c "$configuration" -o "$output.part" \
    --artifacts-path "$root/artifacts/dragoman/obj" --nologo -v quiet -clp:ErrorsOnly -nodeReuse:false \
    -p:UseSharedCompilation=false -p:DebugType=embedded >"$log" 2>&1; then
    grep -E 'error|warn' "$log" | sort -u | head -n 20 >&2 || cat "$log" >&2
    echo "dragoman: the build failed; the whole output is in $log" >&2
    return 1
  fi
  mv "$output.part" "$output"
  # Older builds go, except the last few: one of them may still be running.
  ls -1dt "$root"/artifacts/dragoman/*-*/ | tail -n +6 | while read -r old; do rm -rf "$old"; done
}

# Runs a command while no other invocation does: flock where it exists, else a directory that only one can make.
with_lock() {
  local lock=$1 owner
  shift
  if command -v flock >/dev/null 2>&1; then
    (
      flock 9
      "$@" 9>&-
    ) 9>"$lock"
    return
  fi
  until mkdir "$lock.d" 2>/dev/null; do
    owner=$(cat "$lock.d/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$lock.d"
      continue
    fi
    sleep 1
  done
  echo $$ >"$lock.d/pid"
  "$@" && rm -rf "$lock.d" || { rm -rf "$lock.d"; return 1; }
}

#!/usr/bin/env bash
# Runs one test project for ./test and leaves its counts ("passed failed skipped") beside its log.
set -uo pipefail
suite=$1
log=$results/$suite.log xml=$results/$suite.xml
dll=$root/tests/$suite/bin/$configuration/net10.0/$suite.dll
started=$SECONDS
remaining=$((deadline - $(date +%s)))
[ "$remaining" -gt 5 ] || remaining=5
timeout --kill-after=20 "$remaining" "$DOTNET" "$dll" -noLogo -noColor -longRunning 120 ${filter:+-method "*$filter*"} -xml "$xml" >"$log" 2>&1
code=$?

attribute() { grep -o '<assembly [^>]*' "$xml" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*'; }
passed=0 failed=0 skipped=0 note=
if [ -f "$xml" ] && grep -q '<assembly ' "$xml"; then
  passed=$(attribute passed) failed=$(attribute failed) skipped=$(attribute skipped)
  failed=$((failed + $(attribute errors)))
fi
if [ "$code" -eq 124 ] || [ "$code" -eq 137 ]; then
  note=" (ended at its deadline after $remaining s)" failed=$((failed + 1))
elif [ "$code" -ne 0 ] && [ "$failed" -eq 0 ] && ! { [ -n "$filter" ] && [ $((passed + skipped)) -eq 0 ]; }; then
  note=" (ended with exit code $code)" failed=1
fi
echo "$passed $failed $skipped" >"$results/$suite.counts"

# One write, so that two suites do not mix their lines.
report=$(
  [ "$failed" -eq 0 ] || tail -n 400 "$log"
  echo "$suite: $passed passed, $failed failed, $skipped skipped in $((SECONDS - started)) s$note"
  # The names once more behind the log: what a test printed may fill all of its end.
  [ "$failed" -eq 0 ] || grep -aF '[FAIL]' "$log" | sed 's/^ */  failed: /' | sort -u | head -n 40
  [ "$skipped" -eq 0 ] || sed 's|</reason>|&\n|g' "$xml" | sed -n 's/.*<reason>\(<!\[CDATA\[\)\{0,1\}\(.*\)<\/reason>$/\2/p' | sed 's/\]\]>$//; s/^/  skipped: /' | sort | uniq -c | sort -rn | head -n 10
)
printf '%s\n' "$report"

# Finds the .NET 10 SDK; sourced by ./dragoman and ./test.

# Sets DOTNET and a home that dotnet can write to, or says what to install and ends the script.
require_dotnet() {
  local root=$1 candidate
  DOTNET=
  for candidate in "${DOTNET_ROOT:+$DOTNET_ROOT/dotnet}" "$(command -v dotnet || true)" "${HOME:+$HOME/.dotnet/dotnet}"; do
    if [ -n "$candidate" ] && [ -x "$candidate" ]; then
      DOTNET=$candidate
      break
    fi
  done
  # Without a home directory dotnet cannot keep its packages: they stand under artifacts/ then.
  if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then
    export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-$root/artifacts/home}" NUGET_PACKAGES="${NUGET_PACKAGES:-$root/artifacts/home/packages}"
    mkdir -p "$DOTNET_CLI_HOME"
  fi
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
  if [ -z "$DOTNET" ] || ! (cd / && "$DOTNET" --list-sdks 2>/dev/null) | grep -q '^10\.'; then
    echo "dragoman: the .NET 10 SDK is missing; install it (Debian and Ubuntu: the package dotnet-sdk-10.0; elsewhere:" \
      "https://dotnet.microsoft.com/download/dotnet/10.0) and run this again." >&2
    exit 1
  fi
}

# Sourced by the programs of this folder: where the project is, how it is built and how progress is
# told (in full on a terminal, in few lines in a pipe).
set -euo pipefail

# shellcheck disable=SC2034  # used by those who source this
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program="tools/$(basename "$0")"
jobs=$(nproc)

# Prints the comment at the top of the calling program: that comment is its help.
print_help() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; }

step() {
  if [[ -t 1 ]]; then
    printf '\033[1m== %s\033[0m\n' "$*"
  else
    printf '== %s\n' "$*"
  fi
}

fail_usage() {
  printf '%s: %s\nTry %s --help.\n' "$program" "$*" "$program" >&2
  exit 2
}

# Of ninja's steps every fiftieth and the last; of everything else all.
short_build_log() {
  awk '{
    if (match($0, /^\[[0-9]+\/[0-9]+\]/)) {
      split(substr($0, 2, RLENGTH - 2), of, "/")
      if (of[1] % 50 == 0 || of[1] == of[2]) { print; fflush() }
    } else { print; fflush() }
  }'
}

# build PRESET [TARGET...]: configures and builds; everything if no target is named. What CMake shall
# be told besides stands in configure_options.
configure_options=()
build() {
  local preset=$1 log="build/$1/configure.log"
  shift
  mkdir -p "build/$preset"
  if ! cmake --preset "$preset" "${configure_options[@]}" >"$log" 2>&1; then
    cat "$log" >&2
    return 2
  fi
  if [[ -t 1 ]]; then
    ninja -C "build/$preset" -j "$jobs" "$@" || return 2
  else
    ninja -C "build/$preset" -j "$jobs" "$@" | short_build_log || return 2
  fi
}

elapsed() { printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); }

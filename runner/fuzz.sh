#!/usr/bin/env bash
# `make fuzz`: libFuzzer on whatever reads text that others wrote: the YAML reader, the pipeline loader, conditions of rules, path
# patterns. Each runs FUZZ_SECONDS (default 60). FUZZ_ONLY names one of them. What is found lies in .build/fuzz/findings; the corpus
# in .build/fuzz/corpus grows from run to run.
set -eu
cd "$(dirname "$0")/.."
top=$PWD
work=$top/.build/fuzz
seconds=${FUZZ_SECONDS:-60}
targets=(FuzzYAML FuzzPipeline FuzzExpression FuzzGlob)
[ -z "${FUZZ_ONLY:-}" ] || targets=("$FUZZ_ONLY")
export SLIPWAY_FUZZ=1

# One file an input.
seed() {
    local target=$1 directory=$2 line number=0 file
    case $target in
    FuzzYAML | FuzzPipeline)
        for file in fixtures/scenarios/*/.gitlab-ci.yml; do
            cp "$file" "$directory/seed-$(basename "$(dirname "$file")")"
        done
        ;;
    FuzzExpression)
        while IFS=$'\t' read -r line _; do
            case $line in '' | '#'*) continue ;; esac
            number=$((number + 1))
            printf '%s' "$line" >"$directory/seed-$number"
        done <fixtures/expressions.tsv
        ;;
    FuzzGlob)
        while IFS=$'\t' read -r line file; do
            number=$((number + 1))
            printf '%s\n%s' "$line" "$file" >"$directory/seed-$number"
        done <Fuzz/globs.txt
        ;;
    *)
        echo "there is no fuzz target $target; known: FuzzYAML FuzzPipeline FuzzExpression FuzzGlob" >&2
        exit 2
        ;;
    esac
}

failed=0
for target in "${targets[@]}"; do
    mkdir -p "$work/corpus/$target" "$work/findings"
    seed "$target" "$work/corpus/$target"
    # A build directory of its own: everything is compiled with the sanitizers.
    swift build --scratch-path "$work/build" --sanitize=fuzzer --sanitize=address -c release --product "$target" \
        -Xswiftc -sanitize-coverage=edge,inline-8bit-counters,pc-table,trace-cmp
    echo "$target: $seconds s, $(find "$work/corpus/$target" -type f | wc -l) inputs to begin with"
    if "$work/build/release/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 -detect_leaks=0 \
        -print_final_stats=1 -artifact_prefix="$work/findings/$target-" "$work/corpus/$target" 2>"$work/$target.log"; then
        grep -E 'stat::number_of_executed_units|stat::average_exec_per_sec|stat::peak_rss_mb' "$work/$target.log" | sed 's/^stat:://'
    else
        failed=1
        tail -n 60 "$work/$target.log"
        echo "$target: found something; the input is in $work/findings, the whole story in $work/$target.log" >&2
    fi
done
exit $failed

#!/usr/bin/env bash
# `make fuzz`: libFuzzer on whatever reads text that others wrote: the YAML reader, the pipeline loader, conditions of rules, path
# patterns, matrices and needs. Each runs FUZZ_SECONDS (default 60); an input that takes more than a second or 1 GB is a find, too.
# FUZZ_ONLY names one target. What is found lies in .build/fuzz/findings; the corpus in .build/fuzz/corpus grows from run to run,
# out of the seeds in fixtures/fuzz, the scenarios and the table of expressions.
set -eu
cd "$(dirname "$0")/.."
top=$PWD
work=$top/.build/fuzz
seconds=${FUZZ_SECONDS:-60}
targets=(FuzzYAML FuzzPipeline FuzzExpression FuzzGlob FuzzMatrix)
[ -z "${FUZZ_ONLY:-}" ] || targets=("$FUZZ_ONLY")
export SLIPWAY_FUZZ=1

# One file an input.
seed() {
    local target=$1 directory=$2 line number=0 file
    for file in fixtures/fuzz/"$target"/*; do
        [ ! -f "$file" ] || cp "$file" "$directory/seed-$(basename "$file")"
    done
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
        done <fixtures/fuzz/globs.tsv
        ;;
    FuzzMatrix) ;;
    *)
        echo "there is no fuzz target $target; known: FuzzYAML FuzzPipeline FuzzExpression FuzzGlob FuzzMatrix" >&2
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
    if "$work/build/release/$target" -max_total_time="$seconds" -timeout=1 -rss_limit_mb=1024 -max_len=4096 -detect_leaks=0 \
        -print_final_stats=1 -artifact_prefix="$work/findings/$target-" "$work/corpus/$target" 2>"$work/$target.log"; then
        grep -E 'stat::number_of_executed_units|stat::average_exec_per_sec|stat::peak_rss_mb' "$work/$target.log" | sed 's/^stat:://'
    else
        failed=1
        tail -n 60 "$work/$target.log"
        echo "$target: found something; the input is in $work/findings, the whole story in $work/$target.log" >&2
    fi
done
exit $failed

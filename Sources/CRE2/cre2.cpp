#include "cre2.h"

#include <re2/re2.h>

#include <vector>

struct cre2_pattern {
    RE2 re;
    cre2_pattern(const re2::StringPiece &text, const RE2::Options &options) : re(text, options) {}
};

cre2_pattern *cre2_compile(const char *pattern, size_t length) {
    RE2::Options options;
    options.set_log_errors(false);
    return new cre2_pattern(re2::StringPiece(pattern, length), options);
}

const char *cre2_error(const cre2_pattern *pattern) {
    return pattern->re.ok() ? nullptr : pattern->re.error().c_str();
}

int cre2_groups(const cre2_pattern *pattern) {
    return pattern->re.ok() ? pattern->re.NumberOfCapturingGroups() : -1;
}

int cre2_match(const cre2_pattern *pattern, const char *text, size_t length, size_t start, ptrdiff_t *groups, int group_count) {
    std::vector<re2::StringPiece> found(static_cast<size_t>(group_count));
    re2::StringPiece whole(text, length);
    if (!pattern->re.Match(whole, start, length, RE2::UNANCHORED, found.data(), group_count)) return 0;
    for (int i = 0; i < group_count; i++) {
        const re2::StringPiece &group = found[static_cast<size_t>(i)];
        if (group.data() == nullptr) {
            groups[2 * i] = groups[2 * i + 1] = -1;
        } else {
            groups[2 * i] = group.data() - text;
            groups[2 * i + 1] = group.data() - text + static_cast<ptrdiff_t>(group.size());
        }
    }
    return 1;
}

void cre2_free(cre2_pattern *pattern) { delete pattern; }

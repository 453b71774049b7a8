// A C interface to the part of RE2 that Slipway needs. GitLab evaluates the regular expressions of a pipeline with RE2;
// using the same library gives the same syntax, the same flags and the same linear time.
#ifndef SLIPWAY_CRE2_H
#define SLIPWAY_CRE2_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cre2_pattern cre2_pattern;

// Compiles `pattern` (UTF-8, not necessarily NUL-terminated). Never returns NULL; ask cre2_error.
cre2_pattern *cre2_compile(const char *pattern, size_t length);
// NULL when the pattern compiled; else a message owned by the pattern.
const char *cre2_error(const cre2_pattern *pattern);
// How many capture groups the pattern has; -1 when it did not compile.
int cre2_groups(const cre2_pattern *pattern);
// Searches `text` from byte `start`. Writes 2 * group_count byte offsets (-1 -1 for a group that took no part) into `groups`,
// the whole match first. Returns 1 on a match, 0 on none.
int cre2_match(const cre2_pattern *pattern, const char *text, size_t length, size_t start, ptrdiff_t *groups, int group_count);
void cre2_free(cre2_pattern *pattern);

#ifdef __cplusplus
}
#endif

#endif

// libgit2: repositories, revisions, differences, merges in memory, exports.

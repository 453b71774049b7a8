// Everything that descends from the job, and how to end it.
#pragma once

#include <sys/types.h>

// fork(); the child starts inside the cgroup v2 directory or the v1 freezer directory (either may be NULL). A group that cannot
// be entered is passed over: the subreaper still finds every descendant.
pid_t fork_into(const char *cgroup, const char *freezer);

// Sends SIGKILL to the group, to the control group and to every child of this process.
void kill_tree(pid_t job);

// Kills and reaps until this process, a subreaper, has no descendants left. Processes of another user that may not be killed
// are given up on after a second.
void end_tree(pid_t job);

// Removes an empty control group; NULL is allowed.
void remove_group(const char *directory);

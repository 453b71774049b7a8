// Everything that descends from the job, and how to end it.
#pragma once

#include <sys/types.h>

// Puts every process tree to come into a control group: `kind` is `--cgroup` for a cgroup v2 directory, `--freezer` for one of the
// cgroup v1 freezer. -1: no such group.
int use_group(const char *kind, const char *path);

// Removes the group, which is empty now.
void remove_group(void);

// Starts a process, inside the group if there is one, that runs `body`. That shares the memory of this process, does nothing but
// system calls, and must not return. Returns once it executes a program or ends. A group that cannot be entered is passed over: the
// subreaper still finds every descendant.
pid_t start_in_group(void (*body)(const void *), const void *argument);

// Sends SIGKILL to the group, to the control group and to every child of this process.
void kill_tree(pid_t job);

// Kills and reaps until this process, a subreaper, has no descendants left, and returns 0. Processes of another user that may not
// be killed are given up on after a second: then it returns -1.
int end_tree(pid_t job);

// Whether the job that has ended left the group as it was: it ended by itself with all that it started, and made no groups in it.
int is_pristine(void);

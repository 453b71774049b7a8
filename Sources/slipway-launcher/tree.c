#define _GNU_SOURCE
#include "tree.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int cgroup_directory = -1;
static int freezer_directory = -1;

static int write_in(int directory, const char *name, const char *text) {
    int file = openat(directory, name, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t written = write(file, text, strlen(text));
    close(file);
    return written < 0 ? -1 : 0;
}

// The whole of a /proc or cgroup file, cut at `size` - 1 bytes; a longer list is served by the next round of the caller.
static size_t read_in(int directory, const char *name, char *text, size_t size) {
    int file = openat(directory, name, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    size_t used = 0;
    ssize_t length;
    while (used < size - 1 && (length = read(file, text + used, size - 1 - used)) > 0) used += (size_t)length;
    close(file);
    text[used] = 0;
    return used;
}

pid_t fork_into(const char *cgroup, const char *freezer) {
    if (cgroup) cgroup_directory = open(cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (freezer) freezer_directory = open(freezer, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    pid_t child = -1;
    if (cgroup_directory >= 0) {
        // Born inside: moving a process afterwards waits for an RCU grace period, often 10 ms and more.
        struct clone_args arguments = {.flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (uint64_t)cgroup_directory};
        child = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
    }
    if (child < 0) {
        child = fork();
        if (child == 0 && cgroup_directory >= 0) write_in(cgroup_directory, "cgroup.procs", "0");
    }
    if (child == 0 && freezer_directory >= 0) write_in(freezer_directory, "cgroup.procs", "0");
    return child;
}

static void kill_listed(char *text) {
    for (char *word = strtok(text, " \n"); word; word = strtok(NULL, " \n")) {
        pid_t pid = (pid_t)atol(word);
        if (pid > 1 && pid != getpid()) kill(pid, SIGKILL);
    }
}

// Kernels without /proc/PID/task/TID/children: field 4 of /proc/PID/stat is the parent.
static void kill_children_by_scan(void) {
    DIR *processes = opendir("/proc");
    if (!processes) return;
    struct dirent *entry;
    while ((entry = readdir(processes))) {
        if (!isdigit((unsigned char)entry->d_name[0])) continue;
        char path[300], text[1024];
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        if (read_in(AT_FDCWD, path, text, sizeof text) == 0) continue;
        char *after_name = strrchr(text, ')');
        int parent = 0;
        if (after_name && sscanf(after_name + 1, " %*c %d", &parent) == 1 && parent == getpid()) {
            kill((pid_t)atol(entry->d_name), SIGKILL);
        }
    }
    closedir(processes);
}

void kill_tree(pid_t job) {
    static char list[1 << 16];
    if (cgroup_directory >= 0) write_in(cgroup_directory, "cgroup.kill", "1");
    if (freezer_directory >= 0) {
        // Frozen processes cannot fork while the list is worked through.
        write_in(freezer_directory, "freezer.state", "FROZEN");
        if (read_in(freezer_directory, "cgroup.procs", list, sizeof list) > 0) kill_listed(list);
        write_in(freezer_directory, "freezer.state", "THAWED");
    }
    kill(-job, SIGKILL);
    if (access("/proc/thread-self/children", R_OK) == 0) {
        if (read_in(AT_FDCWD, "/proc/thread-self/children", list, sizeof list) > 0) kill_listed(list);
    } else {
        kill_children_by_scan();
    }
}

void end_tree(pid_t job) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
    int idle_rounds = 0;
    for (;;) {
        int reaped = 0;
        pid_t pid;
        while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) reaped = 1;
        // Orphans of the job become children of its subreaper, so "no children" is "no descendants".
        if (pid < 0 && errno == ECHILD) return;
        idle_rounds = reaped ? 0 : idle_rounds + 1;
        if (idle_rounds > 100) return;
        kill_tree(job);
        sigtimedwait(&child, NULL, &pause);
    }
}

void remove_group(const char *directory) {
    if (directory) rmdir(directory);
}

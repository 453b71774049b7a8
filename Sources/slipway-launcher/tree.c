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
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int cgroup_directory = -1;
static int freezer_directory = -1;
static const char *group_path;
static int was_killed;

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

int use_group(const char *kind, const char *path) {
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return -1;
    if (strcmp(kind, "--cgroup") == 0) cgroup_directory = directory;
    else if (strcmp(kind, "--freezer") == 0) freezer_directory = directory;
    else return -1;
    group_path = path;
    return 0;
}

void remove_group(void) {
    if (group_path) rmdir(group_path);
}

static void enter_group(void) {
    if (cgroup_directory >= 0) write_in(cgroup_directory, "cgroup.procs", "0");
    if (freezer_directory >= 0) write_in(freezer_directory, "cgroup.procs", "0");
}

#if defined(__x86_64__)

static char child_stack[1 << 16] __attribute__((aligned(16)));

// vfork() into a cgroup: the child runs `body` on a stack of its own, in the memory of this process, which waits until it executes a
// program or ends. The C library has no such call; with plain clone3 copying this process would take longer than all else here.
static pid_t clone_into_cgroup(void (*body)(const void *), const void *argument) {
    struct clone_args arguments = {
        .flags = CLONE_INTO_CGROUP | CLONE_VM | CLONE_VFORK,
        .exit_signal = SIGCHLD,
        .stack = (uint64_t)(uintptr_t)child_stack,
        .stack_size = sizeof child_stack,
        .cgroup = (uint64_t)cgroup_directory,
    };
    long result;
    __asm__ volatile(
        "syscall\n\t"
        "test %%rax, %%rax\n\t"
        "jnz 1f\n\t"
        "xor %%ebp, %%ebp\n\t"
        "mov %[argument], %%rdi\n\t"
        "call *%[body]\n\t"
        "hlt\n"
        "1:"
        : "=a"(result)
        : "a"((long)SYS_clone3), "D"(&arguments), "S"(sizeof arguments), [body] "r"(body), [argument] "r"(argument)
        : "rcx", "r11", "memory", "cc");
    return result < 0 ? -1 : (pid_t)result;
}

#else

static pid_t clone_into_cgroup(void (*body)(const void *), const void *argument) {
    struct clone_args arguments = {.flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (uint64_t)cgroup_directory};
    pid_t child = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
    if (child == 0) body(argument);
    return child;
}

#endif

pid_t start_in_group(void (*body)(const void *), const void *argument) {
    if (cgroup_directory >= 0) {
        // Born inside: moving a process afterwards waits for an RCU grace period, often 10 ms and more.
        pid_t child = clone_into_cgroup(body, argument);
        if (child > 0) return child;
    }
    pid_t child = vfork();
    if (child == 0) {
        enter_group();
        body(argument);
    }
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
    was_killed = 1;
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

int end_tree(pid_t job) {
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
        if (pid < 0 && errno == ECHILD) return 0;
        idle_rounds = reaped ? 0 : idle_rounds + 1;
        if (idle_rounds > 100) return -1;
        kill_tree(job);
        sigtimedwait(&child, NULL, &pause);
    }
}

int is_pristine(void) {
    if (was_killed) return 0;
    int group = cgroup_directory >= 0 ? cgroup_directory : freezer_directory;
    struct stat status;
    // A directory has two links, and one more for each group that the job made in it.
    return group < 0 || (fstat(group, &status) == 0 && status.st_nlink <= 2);
}

// slipway-launcher stands between the engine and one job.
//
//     slipway-launcher [--cgroup DIR] [--freezer DIR] [--status FILE] [--report FD] [--engine PID] [--grace MS] -- COMMAND [ARGUMENT...]
//
// It runs COMMAND in a session of its own, inside the control group if there is one, and makes sure that no process outlives
// it: when COMMAND has ended, whatever it left behind (background, daemonised, in another session) is killed and reaped.
//
//   --cgroup DIR   an existing, empty cgroup v2 directory for the job; removed at the end
//   --freezer DIR  the same in a cgroup v1 freezer hierarchy
//   --status FILE  how the job ended, for an engine that was restarted meanwhile; written beside it and renamed
//   --report FD    the same text, written to an inherited descriptor
//   --engine PID   the parent; when it dies the job gets SIGTERM, and SIGKILL after the grace period
//   --grace MS     that period in milliseconds, default 2000
//
// COMMAND is a path, no search is made. Environment, working directory and the descriptors 0, 1, 2 are passed on.
// The text is one line: `exited CODE`, `signaled NUMBER`, or `failed ERRNO OPERATION` when the job never ran.
// The exit status is the job's; 128 + N for signal N; 126 or 127 when COMMAND cannot be executed; 125 for the launcher's own failure.
// Signals it gets are passed on to the job's process group; SIGRTMIN+1 means: kill everything now.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tree.h"

struct options {
    const char *cgroup, *freezer, *status;
    int report;
    pid_t engine;
    long grace;
    char **command;
};

static struct options options = {.report = -1, .grace = 2000};

static void tell(const char *text) {
    if (options.report >= 0 && write(options.report, text, strlen(text)) < 0) { /* the engine is gone */ }
    if (!options.status) return;
    char temporary[4096];
    int length = snprintf(temporary, sizeof temporary, "%s.tmp", options.status);
    if (length < 0 || (size_t)length >= sizeof temporary) return;
    int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return;
    ssize_t written = write(file, text, strlen(text));
    if (close(file) == 0 && written == (ssize_t)strlen(text)) rename(temporary, options.status);
}

static int fail(const char *operation, int error, int status) {
    char text[256];
    snprintf(text, sizeof text, "failed %d %s\n", error, operation);
    tell(text);
    if (options.report < 0) dprintf(2, "slipway-launcher: %s: %s\n", operation, strerror(error));
    remove_group(options.cgroup);
    remove_group(options.freezer);
    return status;
}

static int parse(int count, char **words) {
    int i = 1;
    for (; i < count && strcmp(words[i], "--") != 0; i += 2) {
        if (i + 1 >= count) return -1;
        char *value = words[i + 1];
        if (strcmp(words[i], "--cgroup") == 0) options.cgroup = value;
        else if (strcmp(words[i], "--freezer") == 0) options.freezer = value;
        else if (strcmp(words[i], "--status") == 0) options.status = value;
        else if (strcmp(words[i], "--report") == 0) options.report = atoi(value);
        else if (strcmp(words[i], "--engine") == 0) options.engine = atoi(value);
        else if (strcmp(words[i], "--grace") == 0) options.grace = atol(value);
        else return -1;
    }
    if (i + 1 >= count) return -1;
    options.command = words + i + 1;
    return 0;
}

// The job's first process. Errors travel through `errors`, which a successful exec closes.
static void become_job(int errors) {
    setsid();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execv(options.command[0], options.command);
    int error = errno;
    if (write(errors, &error, sizeof error) < 0) { /* the launcher sees exit status 127 then */ }
    _exit(127);
}

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000L + time.tv_nsec / 1000000L;
}

// Reaps what has ended. True once `job` is among it; `*status` is its wait status then.
static int reap(pid_t job, int *status) {
    int ended = 0, each;
    pid_t pid;
    while ((pid = waitpid(-1, &each, WNOHANG)) > 0) {
        if (pid == job) *status = each, ended = 1;
    }
    return ended;
}

// Passes signals on until the job's first process has ended; returns its wait status.
static int supervise(pid_t job, int signals, int engine) {
    struct pollfd watched[2] = {{.fd = signals, .events = POLLIN}, {.fd = engine, .events = POLLIN}};
    long deadline = -1;
    int status = 0;
    for (;;) {
        if (reap(job, &status)) return status;
        long wait = deadline < 0 ? -1 : deadline - now();
        if (deadline >= 0 && wait <= 0) {
            kill_tree(job);
            deadline = -1;
            continue;
        }
        if (poll(watched, 2, (int)wait) < 0 && errno != EINTR) return status;
        if (watched[1].revents) {
            // The engine is dead: nobody reads the output, nobody will stop the job.
            watched[1].fd = -1;
            kill(-job, SIGTERM);
            kill(-job, SIGCONT);
            deadline = now() + options.grace;
        }
        struct signalfd_siginfo signal;
        while (read(signals, &signal, sizeof signal) == sizeof signal) {
            if (signal.ssi_signo == SIGCHLD) continue;
            if ((int)signal.ssi_signo == SIGRTMIN + 1) kill_tree(job);
            else kill(-job, (int)signal.ssi_signo), kill(-job, SIGCONT);
        }
    }
}

int main(int count, char **words) {
    if (parse(count, words) < 0) {
        dprintf(2, "usage: slipway-launcher [--cgroup DIR] [--freezer DIR] [--status FILE] [--report FD] [--engine PID] "
                   "[--grace MS] -- COMMAND [ARGUMENT...]\n");
        return 125;
    }
    if (options.report >= 0) fcntl(options.report, F_SETFD, FD_CLOEXEC);
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) return fail("become subreaper", errno, 125);

    sigset_t handled;
    sigemptyset(&handled);
    const int passed_on[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGCONT, SIGWINCH, SIGRTMIN + 1};
    for (size_t i = 0; i < sizeof passed_on / sizeof *passed_on; i++) sigaddset(&handled, passed_on[i]);
    sigprocmask(SIG_BLOCK, &handled, NULL);
    int signals = signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals < 0) return fail("watch signals", errno, 125);

    int engine = -1;
    if (options.engine > 0) {
        engine = (int)syscall(SYS_pidfd_open, options.engine, 0);
        if (getppid() != options.engine) return fail("find the engine", ESRCH, 125);
    }

    int errors[2];
    if (pipe2(errors, O_CLOEXEC) < 0) return fail("create a pipe", errno, 125);
    pid_t job = fork_into(options.cgroup, options.freezer);
    if (job < 0) return fail("fork", errno, 125);
    if (job == 0) become_job(errors[1]);
    close(errors[1]);

    int error = 0;
    ssize_t length;
    while ((length = read(errors[0], &error, sizeof error)) < 0 && errno == EINTR) {}
    close(errors[0]);
    if (length == sizeof error) {
        waitpid(job, NULL, 0);
        return fail("execute", error, error == ENOENT ? 127 : 126);
    }

    int status = supervise(job, signals, engine);
    end_tree(job);
    remove_group(options.cgroup);
    remove_group(options.freezer);

    char text[64];
    if (WIFSIGNALED(status)) snprintf(text, sizeof text, "signaled %d\n", WTERMSIG(status));
    else snprintf(text, sizeof text, "exited %d\n", WEXITSTATUS(status));
    tell(text);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

#define _GNU_SOURCE
#include "job.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tree.h"

// Why the job's first process could not become the program.
struct obstacle {
    int error;
    char operation[16];
};

static void keep_report(const char *path, const char *text) {
    char temporary[4096];
    int length = snprintf(temporary, sizeof temporary, "%s.tmp", path);
    if (length < 0 || (size_t)length >= sizeof temporary) return;
    int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return;
    ssize_t written = write(file, text, strlen(text));
    if (close(file) == 0 && written == (ssize_t)strlen(text)) rename(temporary, path);
}

__attribute__((noreturn)) static void stop(int errors, const char *operation) {
    struct obstacle obstacle = {.error = errno};
    strncpy(obstacle.operation, operation, sizeof obstacle.operation - 1);
    if (write(errors, &obstacle, sizeof obstacle) < 0) { /* the launcher sees exit status 127 then */ }
    _exit(127);
}

struct start {
    const struct job *job;
    int errors;
};

// The job's first process. Obstacles travel through `errors`, which a successful exec closes.
static void become_program(const void *argument) {
    const struct start *start = argument;
    const struct job *job = start->job;
    setsid();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int i = 0; i < 3; i++) {
        if (dup2(job->descriptors[i], i) < 0) stop(start->errors, "pass a file");
    }
    if (job->directory && chdir(job->directory) < 0) stop(start->errors, "enter");
    execve(job->arguments[0], job->arguments, job->environment);
    stop(start->errors, "execute");
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

int hear(int engine, void *bytes, size_t size) {
    size_t done = 0;
    while (done < size) {
        ssize_t count = read(engine, (char *)bytes + done, size - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return 0;
        done += (size_t)count;
    }
    return 1;
}

static void pass_on(pid_t job, int signal) {
    kill(-job, signal);
    // A stopped process does not hear.
    kill(-job, SIGCONT);
}

// Passes signals on until the job's first process has ended; returns its wait status.
static int supervise(pid_t job, long grace, int signals, int engine) {
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
            struct message message;
            if (!hear(engine, &message, sizeof message)) {
                // The engine is dead: nobody reads the output, nobody will stop the job.
                watched[1].fd = -1;
                pass_on(job, SIGTERM);
                deadline = now() + grace;
            } else if (message.kind == MESSAGE_KILL) {
                kill_tree(job);
            } else if (message.kind == MESSAGE_SIGNAL) {
                pass_on(job, (int)message.value);
            }
        }
        struct signalfd_siginfo signal;
        while (read(signals, &signal, sizeof signal) == sizeof signal) {
            if (signal.ssi_signo != SIGCHLD) pass_on(job, (int)signal.ssi_signo);
        }
    }
}

static void close_descriptors(const struct job *job) {
    for (int i = 0; i < 3; i++) close(job->descriptors[i]);
}

// The wait status of the job; -1 when it never ran, with the reason in `obstacle`.
static int start_and_supervise(const struct job *job, int signals, int engine, pid_t *pid, struct obstacle *obstacle) {
    int errors[2];
    if (pipe2(errors, O_CLOEXEC) < 0) {
        *obstacle = (struct obstacle){.error = errno, .operation = "create a pipe"};
        return -1;
    }
    const struct start start = {.job = job, .errors = errors[1]};
    *pid = start_in_group(become_program, &start);
    if (*pid < 0) *obstacle = (struct obstacle){.error = errno, .operation = "fork"};
    close(errors[1]);
    close_descriptors(job);
    ssize_t length = 0;
    if (*pid > 0) {
        while ((length = read(errors[0], obstacle, sizeof *obstacle)) < 0 && errno == EINTR) {}
    }
    close(errors[0]);
    if (*pid < 0) return -1;
    if (length == sizeof *obstacle) {
        waitpid(*pid, NULL, 0);
        *pid = -1;
        return -1;
    }
    return supervise(*pid, job->grace, signals, engine);
}

int run_job(const struct job *job, int signals, int engine, char *report, size_t size) {
    struct obstacle obstacle = {0};
    pid_t pid = -1;
    int status = start_and_supervise(job, signals, engine, &pid, &obstacle);
    int is_fit = pid < 0 || (end_tree(pid) == 0 && is_pristine());
    int length;
    if (obstacle.error) length = snprintf(report, size, "failed %d %s\n", obstacle.error, obstacle.operation);
    else if (WIFSIGNALED(status)) length = snprintf(report, size, "signaled %d\n", WTERMSIG(status));
    else length = snprintf(report, size, "exited %d\n", WEXITSTATUS(status));
    if (job->status) keep_report(job->status, report);
    if (!is_fit) snprintf(report + length - 1, size - (size_t)length + 1, " last\n");
    return is_fit ? 0 : -1;
}

// slipway-launcher stands between the engine and its jobs.
//
//     slipway-launcher [--cgroup DIR | --freezer DIR]
//
// Descriptor 3 is a socket to the engine. Jobs come through it one after another (`struct message` and `read_job` below say how);
// each is run in a session of its own, inside the control group if there is one, and when its first process has ended, whatever it
// left behind (background, daemonised, in another session) is killed and reaped. Then the report goes back: one line, see `run_job`.
//
// One launcher serves many jobs: starting a program costs more than all else that a small job needs.
//
// When the engine dies, the socket closes: the job gets SIGTERM, and SIGKILL after its grace period; then the launcher ends. It ends
// as well after a job that had to be killed or has left something, lest the next one finds the group frozen or inhabited. At its end
// it removes the group.
// Signals that the launcher itself gets are passed on to the job's process group; without a job they end it.
// Exit status: 0; 125 when it cannot work at all.

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
#include <sys/socket.h>
#include <unistd.h>

#include "job.h"
#include "tree.h"

static const int engine = 3;

// Takes the next message and the descriptors that come with it. 0: the engine is dead.
static int next_message(struct message *message, int descriptors[3]) {
    char ancillary[CMSG_SPACE(3 * sizeof(int))];
    struct iovec bytes = {.iov_base = message, .iov_len = sizeof *message};
    struct msghdr header = {
        .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = ancillary, .msg_controllen = sizeof ancillary};
    ssize_t count;
    while ((count = recvmsg(engine, &header, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {}
    if (count <= 0) return 0;
    struct cmsghdr *passed = CMSG_FIRSTHDR(&header);
    if (passed && passed->cmsg_type == SCM_RIGHTS && passed->cmsg_len == CMSG_LEN(3 * sizeof(int))) {
        memcpy(descriptors, CMSG_DATA(passed), 3 * sizeof(int));
    }
    return (size_t)count == sizeof *message || hear(engine, (char *)message + count, sizeof *message - (size_t)count);
}

static char *word(char **at, const char *end) {
    char *start = *at;
    size_t length = strnlen(start, (size_t)(end - start));
    *at = start + length + (start + length < end);
    return start;
}

static const char *word_or_null(char **at, const char *end) {
    const char *text = word(at, end);
    return *text ? text : NULL;
}

static char **words(char **at, const char *end, uint32_t count) {
    char **list = calloc((size_t)count + 1, sizeof *list);
    for (uint32_t i = 0; list && i < count; i++) list[i] = word(at, end);
    return list;
}

// A job as it comes: grace in milliseconds, number of arguments, number of variables (32 bits each); then, each ended by a NUL and
// empty for none: directory, status file, arguments, variables. `text` ends in a NUL.
static int read_job(struct job *job, char *text, size_t size) {
    uint32_t numbers[3];
    if (size < sizeof numbers) return -1;
    memcpy(numbers, text, sizeof numbers);
    // Every word takes a byte at least.
    if (numbers[1] < 1 || numbers[1] > size || numbers[2] > size) return -1;
    const char *end = text + size;
    char *at = text + sizeof numbers;
    job->grace = (long)numbers[0];
    job->directory = word_or_null(&at, end);
    job->status = word_or_null(&at, end);
    job->arguments = words(&at, end, numbers[1]);
    job->environment = words(&at, end, numbers[2]);
    return job->arguments && job->environment ? 0 : -1;
}

static void tell(const char *report) {
    if (send(engine, report, strlen(report), MSG_NOSIGNAL) < 0) { /* the engine is gone */ }
}

// Runs the job whose `size` bytes come next. -1: this launcher must not serve another one.
static int serve(size_t size, const int descriptors[3], int signals) {
    char *text = malloc(size + 1);
    if (!text || !hear(engine, text, size)) {
        free(text);
        return -1;
    }
    text[size] = 0;
    struct job job = {0};
    memcpy(job.descriptors, descriptors, sizeof job.descriptors);
    char report[128] = "failed 22 read the job\n";
    int left = read_job(&job, text, size);
    if (left == 0) left = run_job(&job, signals, engine, report, sizeof report);
    free(job.arguments);
    free(job.environment);
    free(text);
    tell(report);
    return left;
}

static int finish(int status) {
    remove_group();
    return status;
}

int main(int count, char **words) {
    int type;
    socklen_t length = sizeof type;
    if (getsockopt(engine, SOL_SOCKET, SO_TYPE, &type, &length) < 0) {
        dprintf(2, "slipway-launcher is started by slipway, with a socket as descriptor 3\n");
        return 125;
    }
    if ((count != 1 && count != 3) || (count == 3 && use_group(words[1], words[2]) < 0)) {
        dprintf(2, "usage: slipway-launcher [--cgroup DIR | --freezer DIR]\n");
        return 125;
    }
    fcntl(engine, F_SETFD, FD_CLOEXEC);
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) return finish(125);

    sigset_t handled;
    sigemptyset(&handled);
    const int passed_on[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGCONT, SIGWINCH};
    for (size_t i = 0; i < sizeof passed_on / sizeof *passed_on; i++) sigaddset(&handled, passed_on[i]);
    sigprocmask(SIG_BLOCK, &handled, NULL);
    int signals = signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals < 0) return finish(125);

    struct pollfd watched[2] = {{.fd = engine, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    for (;;) {
        if (poll(watched, 2, -1) < 0 && errno != EINTR) return finish(125);
        struct signalfd_siginfo signal;
        while (read(signals, &signal, sizeof signal) == sizeof signal) {
            if (signal.ssi_signo == SIGTERM || signal.ssi_signo == SIGINT || signal.ssi_signo == SIGHUP) return finish(0);
        }
        if (!watched[0].revents) continue;
        struct message message;
        int descriptors[3] = {-1, -1, -1};
        if (!next_message(&message, descriptors)) return finish(0);
        // What else may come was meant for a job that has ended meanwhile.
        if (message.kind == MESSAGE_RUN && serve(message.value, descriptors, signals) < 0) return finish(0);
    }
}

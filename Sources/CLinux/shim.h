// Linux and glibc calls that Swift's Glibc module does not offer. No _GNU_SOURCE here: it would give types another layout than
// the one Swift has seen.
#pragma once

#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

static const short linux_spawn_flags = 0x80 /* POSIX_SPAWN_SETSID */ | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;

static inline int linux_pidfd_open(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

static inline int linux_memory_file(void) { return (int)syscall(SYS_memfd_create, "input", 1u /* MFD_CLOEXEC */); }

static inline int linux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static inline void linux_eventfd_ring(int descriptor) { eventfd_write(descriptor, 1); }

static inline void linux_eventfd_clear(int descriptor) {
    eventfd_t rings;
    eventfd_read(descriptor, &rings);
}

// A pair of connected stream sockets, close-on-exec.
static inline int linux_socket_pair(int *ends) { return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends); }

// Sends bytes, and three descriptors with them unless `descriptors` is NULL; returns the number of bytes sent or -1. A peer that is
// gone is EPIPE, never a signal.
static inline ssize_t linux_send(int socket, const void *bytes, size_t count, const int *descriptors) {
    char ancillary[CMSG_SPACE(3 * sizeof(int))];
    struct iovec vector = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1};
    if (descriptors) {
        header.msg_control = ancillary;
        header.msg_controllen = sizeof ancillary;
        struct cmsghdr *passed = CMSG_FIRSTHDR(&header);
        passed->cmsg_level = SOL_SOCKET;
        passed->cmsg_type = SCM_RIGHTS;
        passed->cmsg_len = CMSG_LEN(3 * sizeof(int));
        memcpy(CMSG_DATA(passed), descriptors, 3 * sizeof(int));
    }
    return sendmsg(socket, &header, MSG_NOSIGNAL);
}

// In glibc since 2.29 and 2.34.
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
extern int pipe2(int *, int);

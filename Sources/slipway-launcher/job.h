// One job of the launcher: a program, and everything that descends from it.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct job {
    char **arguments;    // arguments[0] is the path of the program; no search is made
    char **environment;
    const char *directory;  // the working directory; NULL: the launcher's own
    const char *status;     // the file for the report; NULL: none
    int descriptors[3];     // become 0, 1 and 2 of the job; closed here
    long grace;             // milliseconds from SIGTERM to SIGKILL once the engine is dead
};

// What the engine sends while a job runs: 8 bytes each.
struct message {
    uint32_t kind;
    uint32_t value;
};

enum {
    MESSAGE_RUN = 1,     // `value` bytes of a job follow; three descriptors come with it
    MESSAGE_SIGNAL = 2,  // pass signal `value` on to the job's process group
    MESSAGE_KILL = 3,    // kill everything now
};

// Reads exactly `size` bytes from the engine. 0: the engine is dead.
int hear(int engine, void *bytes, size_t size);

// Runs a job to its end and writes the report, one line, into `report`: `exited CODE`, `signaled NUMBER`, or `failed ERRNO
// OPERATION` when the job never ran. ` last` at the end, which the status file does not have, says that this launcher must not serve
// another job. `signals` is a signalfd, `engine` the socket to the engine. Returns 0, or -1 for a last job.
int run_job(const struct job *job, int signals, int engine, char *report, size_t size);

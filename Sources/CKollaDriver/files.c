#include "CKollaDriver.h"

// #embed is of C23, and of every clang that Swift 6.2 and newer bring.
#pragma clang diagnostic ignored "-Wc23-extensions"

#define FILE_OF(name) \
    kolla_driver_file name(void) { return (kolla_driver_file){name##_bytes, sizeof name##_bytes}; }

static const unsigned char slipway_guard_py_bytes[] = {
#embed "../KollaDiff/Driver/slipway_guard.py"
};
FILE_OF(slipway_guard_py)

static const unsigned char slipway_engine_py_bytes[] = {
#embed "../KollaDiff/Driver/slipway_engine.py"
};
FILE_OF(slipway_engine_py)

static const unsigned char slipway_copies_py_bytes[] = {
#embed "../KollaDiff/Driver/slipway_copies.py"
};
FILE_OF(slipway_copies_py)

static const unsigned char slipway_memo_py_bytes[] = {
#embed "../KollaDiff/Driver/slipway_memo.py"
};
FILE_OF(slipway_memo_py)

static const unsigned char slipway_shortcuts_py_bytes[] = {
#embed "../KollaDiff/Driver/slipway_shortcuts.py"
};
FILE_OF(slipway_shortcuts_py)

static const unsigned char slipway_trace_py_bytes[] = {
#embed "../KollaDiff/Driver/slipway_trace.py"
};
FILE_OF(slipway_trace_py)

static const unsigned char slipway_leader_py_bytes[] = {
#embed "../KollaDiff/Driver/slipway_leader.py"
};
FILE_OF(slipway_leader_py)

static const unsigned char slipway_plays_py_bytes[] = {
#embed "../KollaDiff/Driver/slipway_plays.py"
};
FILE_OF(slipway_plays_py)

static const unsigned char slipway_pure_py_bytes[] = {
#embed "../KollaDiff/Driver/slipway_pure.py"
};
FILE_OF(slipway_pure_py)

static const unsigned char sitecustomize_py_bytes[] = {
#embed "../KollaDiff/Driver/sitecustomize.py"
};
FILE_OF(sitecustomize_py)

static const unsigned char slipway_releases_py_bytes[] = {
#embed "../KollaDiff/Driver/slipway_releases.py"
};
FILE_OF(slipway_releases_py)

static const unsigned char slipway_secrets_py_bytes[] = {
#embed "../KollaDiff/Driver/slipway_secrets.py"
};
FILE_OF(slipway_secrets_py)

static const unsigned char networks_yml_bytes[] = {
#embed "../KollaDiff/Driver/networks.yml"
};
FILE_OF(networks_yml)

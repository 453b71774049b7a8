#pragma once

#include <stddef.h>

/// A file of KollaDiff/Driver, as it is. Lives as long as the program.
typedef struct {
    const unsigned char *bytes;
    size_t count;
} kolla_driver_file;

kolla_driver_file slipway_guard_py(void);
kolla_driver_file slipway_engine_py(void);
kolla_driver_file slipway_copies_py(void);
kolla_driver_file slipway_memo_py(void);
kolla_driver_file slipway_shortcuts_py(void);
kolla_driver_file slipway_trace_py(void);
kolla_driver_file slipway_leader_py(void);
kolla_driver_file slipway_plays_py(void);
kolla_driver_file slipway_pure_py(void);
kolla_driver_file sitecustomize_py(void);
kolla_driver_file slipway_releases_py(void);
kolla_driver_file slipway_secrets_py(void);
kolla_driver_file networks_yml(void);

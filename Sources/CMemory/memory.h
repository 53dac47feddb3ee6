#pragma once

#include <stdlib.h> // Defines __GLIBC__.
#ifdef __GLIBC__
#include <malloc.h>
#endif

/// Starts to fetch the cache line at `address`, which need not be valid, and waits for nothing.
static inline void prefetch_line(const void *address) { __builtin_prefetch(address, 0, 3); }

/// From now on a block of `bytes` or more comes from the system itself and goes back to it when it is freed. glibc would
/// raise the bound by itself, up to 32 MB, and keep larger and larger freed blocks for the thread that had them.
static inline void map_blocks_of(int bytes) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, bytes);
#else
    (void)bytes;
#endif
}

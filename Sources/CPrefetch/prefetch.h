#pragma once

/// Starts to fetch the cache line at `address`, which need not be valid, and waits for nothing.
static inline void prefetch_line(const void *address) { __builtin_prefetch(address, 0, 3); }

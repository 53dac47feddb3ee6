#pragma once
#include <stdint.h>

/// A 4-ary heap of (time, tie, payload) in plain C under the hold model: the reference of the event queue.
///
/// One hold takes the earliest event and schedules another one an exponential time later.
typedef struct HoldHeap HoldHeap;

/// The times between an event and the one that follows it: 65,536 of them, from an exponential law.
enum { HOLD_GAPS = 65536 };

/// A heap with `pending` events; NULL when there is no memory. `gaps` is copied.
HoldHeap *hold_heap_make(uint32_t pending, const int64_t *gaps);
void hold_heap_free(HoldHeap *heap);

/// Does `count` holds and returns the time of the last one taken.
int64_t hold_heap_run(HoldHeap *heap, uint64_t count);

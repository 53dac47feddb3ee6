#include "HoldKernel.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    int64_t time;
    uint32_t tie;
    uint32_t payload;
} Event;

struct HoldHeap {
    size_t count;
    uint64_t draws;
    Event *events;
    int64_t gaps[HOLD_GAPS];
};

static inline uint64_t mix(uint64_t z) {
    z += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline int earlier(Event a, Event b) { return a.time < b.time || (a.time == b.time && a.tie < b.tie); }

static inline Event follower(HoldHeap *heap, int64_t now, uint32_t payload) {
    uint64_t bits = mix(heap->draws++);
    return (Event){now + heap->gaps[bits >> 48], (uint32_t)bits, payload};
}

static inline void insert(HoldHeap *heap, Event event) {
    size_t hole = heap->count++;
    while (hole > 0) {
        size_t parent = (hole - 1) / 4;
        if (!earlier(event, heap->events[parent])) break;
        heap->events[hole] = heap->events[parent];
        hole = parent;
    }
    heap->events[hole] = event;
}

static inline Event take(HoldHeap *heap) {
    Event top = heap->events[0];
    Event last = heap->events[--heap->count];
    size_t hole = 0;
    for (;;) {
        size_t child = 4 * hole + 1;
        if (child >= heap->count) break;
        size_t end = child + 4 < heap->count ? child + 4 : heap->count;
        size_t least = child;
        for (size_t other = child + 1; other < end; other++)
            if (earlier(heap->events[other], heap->events[least])) least = other;
        if (!earlier(heap->events[least], last)) break;
        heap->events[hole] = heap->events[least];
        hole = least;
    }
    heap->events[hole] = last;
    return top;
}

HoldHeap *hold_heap_make(uint32_t pending, const int64_t *gaps) {
    HoldHeap *heap = malloc(sizeof *heap);
    if (!heap) return NULL;
    heap->count = 0;
    heap->draws = 0;
    memcpy(heap->gaps, gaps, sizeof heap->gaps);
    heap->events = malloc(((size_t)pending + 1) * sizeof(Event));
    if (!heap->events) {
        free(heap);
        return NULL;
    }
    for (uint32_t payload = 0; payload < pending; payload++) insert(heap, follower(heap, 0, payload));
    return heap;
}

void hold_heap_free(HoldHeap *heap) {
    if (heap) free(heap->events);
    free(heap);
}

int64_t hold_heap_run(HoldHeap *heap, uint64_t count) {
    int64_t now = 0;
    for (uint64_t hold = 0; hold < count; hold++) {
        Event event = take(heap);
        now = event.time;
        insert(heap, follower(heap, now, event.payload));
    }
    return now;
}

#pragma once
#include <stdint.h>

/// A feed's pages from request to the last exposure, as the market makes them, in plain C and in the market's layout of memory: the
/// ceiling of a whole world.
///
/// For each page: 17 walks over the live listings of a category, what the session has seen and what has ended left out, content
/// fetched and scored against the user's profile, the best 20 in order. For each exposure: the listing's face, the match of taste and
/// content, two blocks of Philox, four logistic responses, a record of 40 bytes in a buffer and in a digest of 128 bits.
/// Sessions are as long as the standard market's, and take turns exposure by exposure. Left out: the queue of events, the starts of
/// sessions, metrics, orders, supply, ads.
enum { FEED_CATEGORIES = 17, FEED_DIMENSIONS = 16, FEED_CANDIDATES = 256, FEED_SLOTS = 20 };

typedef struct FeedKernel FeedKernel;

/// What was done, and a number that depends on all of it.
typedef struct {
    uint64_t pages, exposures, digest;
} FeedWork;

/// A market of so many listings, and a user for every ten of them, at least 20,000; NULL where there is no memory.
FeedKernel *feed_kernel_make(uint32_t listings);
void feed_kernel_free(FeedKernel *kernel);

/// Serves so many pages more.
FeedWork feed_kernel_serve(FeedKernel *kernel, uint64_t pages);

/// Reads one number of each of `count` random rows of content, each a cache line, no load waiting for another.
uint64_t feed_kernel_load_lines(const FeedKernel *kernel, uint64_t count);

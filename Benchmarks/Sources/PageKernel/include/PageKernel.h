#pragma once
#include <stdint.h>

/// The bare work of serving pages, without a market around it: the ceiling of the feed.
///
/// For each page: gather 256 random rows of 16 floats, score them against a user's vector, keep the best 20 in order,
/// and draw a logistic response for each of the 20.
enum { PAGE_DIMENSIONS = 16, PAGE_CANDIDATES = 256, PAGE_SLOTS = 20 };

typedef struct PageTable PageTable;

/// A table of `rows` random rows, aligned to cache lines; NULL when there is no memory.
PageTable *page_table_make(uint32_t rows);
void page_table_free(PageTable *table);

/// Serves `count` pages from number `first` on and returns how many responses were clicks.
uint64_t page_table_serve(const PageTable *table, uint64_t first, uint64_t count);

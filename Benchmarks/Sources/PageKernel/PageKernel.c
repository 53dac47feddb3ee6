#include "PageKernel.h"

#include <math.h>
#include <stdlib.h>

struct PageTable {
    uint32_t rows;
    float *content;
};

/// Steele, Lea, Flood (2014): the finaliser of SplitMix64.
static inline uint64_t mix(uint64_t z) {
    z += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline float uniform(uint64_t bits) { return (float)(bits >> 40) * 0x1p-24f; }

PageTable *page_table_make(uint32_t rows) {
    PageTable *table = malloc(sizeof *table);
    if (!table) return NULL;
    size_t numbers = (size_t)rows * PAGE_DIMENSIONS;
    table->rows = rows;
    table->content = aligned_alloc(64, numbers * sizeof(float));
    if (!table->content) {
        free(table);
        return NULL;
    }
    for (size_t i = 0; i < numbers; i++) table->content[i] = uniform(mix(i)) - 0.5f;
    return table;
}

void page_table_free(PageTable *table) {
    if (table) free(table->content);
    free(table);
}

/// Four running sums, so that the compiler may use vector instructions without reordering any addition.
static inline float inner_product(const float *restrict a, const float *restrict b) {
    float sums[4] = {0, 0, 0, 0};
    for (int d = 0; d < PAGE_DIMENSIONS; d += 4)
        for (int lane = 0; lane < 4; lane++) sums[lane] += a[d + lane] * b[d + lane];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/// Keeps the best scores in order by insertion; most candidates fall to the first comparison.
static inline void keep_best(const float *scores, float *best) {
    int count = 0;
    for (int c = 0; c < PAGE_CANDIDATES; c++) {
        float score = scores[c];
        if (count == PAGE_SLOTS && !(score > best[PAGE_SLOTS - 1])) continue;
        int slot = count < PAGE_SLOTS ? count++ : PAGE_SLOTS - 1;
        for (; slot > 0 && best[slot - 1] < score; slot--) best[slot] = best[slot - 1];
        best[slot] = score;
    }
}

uint64_t page_table_serve(const PageTable *table, uint64_t first, uint64_t count) {
    uint64_t clicks = 0;
    for (uint64_t page = first; page < first + count; page++) {
        uint64_t key = mix(page);
        float user[PAGE_DIMENSIONS];
        for (int d = 0; d < PAGE_DIMENSIONS; d++) user[d] = uniform(mix(key + (uint64_t)d)) - 0.5f;
        uint32_t candidates[PAGE_CANDIDATES];
        for (int c = 0; c < PAGE_CANDIDATES; c++)
            candidates[c] = (uint32_t)(((mix(key ^ ((uint64_t)c << 32)) >> 32) * table->rows) >> 32);
        float scores[PAGE_CANDIDATES];
        for (int c = 0; c < PAGE_CANDIDATES; c++)
            scores[c] = inner_product(table->content + (size_t)candidates[c] * PAGE_DIMENSIONS, user);
        float best[PAGE_SLOTS];
        keep_best(scores, best);
        for (int slot = 0; slot < PAGE_SLOTS; slot++) {
            float chance = 1 / (1 + expf(2.5f - best[slot]));
            clicks += uniform(mix(key ^ (0xabcdu * ((uint64_t)slot + 1)))) < chance;
        }
    }
    return clicks;
}

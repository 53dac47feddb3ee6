#include "AuctionKernel.h"

#include <math.h>
#include <stdlib.h>

enum { QUANTILES = 4096, CATEGORIES = 6, SLOTS = 3 };

struct AuctionTable {
    uint32_t bidders;
    double *means, *values, *bids, *left;
    uint8_t *categories;
    double quantiles[QUANTILES];
    double affinities[8];
};

typedef struct {
    uint32_t word[4];
} Block;

static inline Block philox(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    uint32_t k0 = 0x243f6a88, k1 = 0x85a308d3;
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53 * a, p1 = (uint64_t)0xCD9E8D57 * c;
        uint32_t na = (uint32_t)(p1 >> 32) ^ b ^ k0, nc = (uint32_t)(p0 >> 32) ^ d ^ k1;
        b = (uint32_t)p1;
        d = (uint32_t)p0;
        a = na;
        c = nc;
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
    return (Block){{a, b, c, d}};
}

static inline void look(Block block, const double *table, double *out) {
    for (int word = 0; word < 4; word++) {
        out[2 * word] = table[block.word[word] & 0xFFF];
        out[2 * word + 1] = table[block.word[word] >> 16 & 0xFFF];
    }
}

AuctionTable *auction_table_make(uint32_t bidders) {
    AuctionTable *table = calloc(1, sizeof *table);
    uint32_t room = (bidders + 15) / 8 * 8;
    if (!table) return NULL;
    table->bidders = bidders;
    table->means = calloc(room, sizeof(double));
    table->values = calloc(room, sizeof(double));
    table->bids = calloc(room, sizeof(double));
    table->left = calloc(room, sizeof(double));
    table->categories = calloc(room, 1);
    if (!table->means || !table->values || !table->bids || !table->left || !table->categories) {
        auction_table_free(table);
        return NULL;
    }
    for (uint32_t i = 0; i < bidders; i++) {
        table->means[i] = (60 + 70.0 * i / bidders) * 5e-4;
        table->left[i] = 1e12;
        table->categories[i] = (uint8_t)(i % CATEGORIES);
    }
    // A normal quantile by bisection of erf: the table is made once.
    for (int i = 0; i < QUANTILES; i++) {
        double u = (i + 0.5) / QUANTILES, low = -8, high = 8;
        for (int step = 0; step < 60; step++) {
            double middle = (low + high) / 2;
            if (0.5 * (1 + erf(middle / sqrt(2))) < u) low = middle; else high = middle;
        }
        table->quantiles[i] = exp(0.6 * low - 0.18);
    }
    return table;
}

void auction_table_free(AuctionTable *table) {
    if (!table) return;
    free(table->means);
    free(table->values);
    free(table->bids);
    free(table->left);
    free(table->categories);
    free(table);
}

double auction_table_hold(AuctionTable *table, uint64_t first, uint64_t count) {
    const double exposures[SLOTS] = {1, 0.8, 0.6}, reserve = 1e-4;
    double paid = 0;
    for (uint64_t number = first; number < first + count; number++) {
        Block head = philox((uint32_t)number, 1, 0, 0);
        look(philox((uint32_t)number, 2, 0, 0), table->quantiles, table->affinities);
        double shared = table->quantiles[head.word[1] >> 20], attention = head.word[3] * 0x1p-32;
        for (uint32_t i = 0; i < table->bidders; i += 8)
            look(philox((uint32_t)number, 3, i / 8, 0), table->quantiles, table->values + i);
        double best[SLOTS + 2] = {0};
        int who[SLOTS + 2] = {0}, kept = 0;
        double least = reserve;
        for (uint32_t i = 0; i < table->bidders; i++) {
            double value = table->values[i] * shared * table->means[i] * table->affinities[table->categories[i]];
            double bid = value < table->left[i] ? value : table->left[i];
            table->bids[i] = bid;
            if (bid < least) continue;
            int place = kept;
            while (place > 0 && bid > best[place - 1]) {
                best[place] = best[place - 1];
                who[place] = who[place - 1];
                place--;
            }
            best[place] = bid;
            who[place] = (int)i;
            if (kept <= SLOTS) kept++;
            if (kept > SLOTS) least = best[SLOTS];
        }
        for (int slot = 0; slot < SLOTS && slot < kept; slot++) {
            if (attention >= exposures[slot]) break;
            double price = slot + 1 < kept ? best[slot + 1] : reserve;
            Block draws = philox((uint32_t)number, 4, (uint32_t)who[slot], 0);
            table->left[who[slot]] -= price;
            paid += price + (draws.word[1] * 0x1p-32 < best[slot] * 0.01 ? 1e-9 : 0);
        }
    }
    return paid;
}

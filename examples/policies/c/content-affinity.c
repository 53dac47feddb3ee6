/* The ranking policy `content-affinity` in C: how well each candidate's content matches what the user clicked lately.
 *
 *   cc -O3 -ffp-contract=off -shared -fPIC -I ../../../Sources/CMarketPolicy content-affinity.c -o content-affinity.so
 *
 * It ranks exactly as the built-in policy: sums are taken four dimensions at a time, in the same order. */
#include "marketpolicy.h"

static int32_t score(void *policy, const MarketBatch *batch) {
    (void)policy;
    const MarketColumn *content = &batch->inputs[0];
    const float *profile = market_values(&batch->inputs[1], 0);
    float *scores = market_answers(&batch->answers[0], 0);
    int64_t dimensions = content->chunk_count, dimension = 0;
    for (; dimension + 4 <= dimensions; dimension += 4) {
        const float *a = market_values(content, dimension), *b = market_values(content, dimension + 1);
        const float *c = market_values(content, dimension + 2), *d = market_values(content, dimension + 3);
        const float *p = profile + dimension;
        for (int64_t row = 0; row < batch->rows; row++)
            scores[row] = scores[row] + a[row] * p[0] + b[row] * p[1] + c[row] * p[2] + d[row] * p[3];
    }
    for (; dimension < dimensions; dimension++) {
        const float *column = market_values(content, dimension);
        for (int64_t row = 0; row < batch->rows; row++) scores[row] += column[row] * profile[dimension];
    }
    return MARKET_OK;
}

static const char *const inputs[] = {MARKET_COLUMN_CONTENT, MARKET_COLUMN_PROFILE, NULL};
static const MarketCall calls[] = {{sizeof(MarketCall), MARKET_CALL_SCORE, inputs}};
static const MarketPolicy content_affinity = {
    .struct_size = sizeof(MarketPolicy),
    .slot = MARKET_SLOT_RANKING,
    .name = "content-affinity",
    .summary = "By the match of content and the user's profile of clicked content, in C.",
    .call_count = 1,
    .calls = calls,
    .create = market_create_nothing,
    .decide = score,
    .destroy = market_destroy_nothing,
};

MARKET_PLUGIN("example.content-affinity", "1.0", &content_affinity)

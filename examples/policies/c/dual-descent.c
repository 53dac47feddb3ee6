/* The bidding policy `dual-descent` in C: the value shaded by a price of the budget that every auction moves (Balseiro, Lu,
 * Mirrokni 2023, algorithm 1; adaptive pacing of Balseiro and Gur 2019).
 *
 *   cc -O2 -ffp-contract=off -shared -fPIC -I ../../../Sources/CMarketPolicy dual-descent.c -o dual-descent.so -lm
 *
 * It shows parameters, an instance with a state, and calls of two kinds. */
#include "marketpolicy.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    double step_parameter, start;
    /* mu, the price; rho = B/T; s/sqrt(T). */
    double price, rate, step;
    /* Sum and number of the squared payments so far. */
    double sum, count;
    double step_over_size, fall;
} Bidder;

static int32_t create(const MarketPolicy *self, const MarketHost *host, const char *parameters, void **policy, char *error,
                      size_t size) {
    (void)self, (void)host;
    Bidder *bidder = calloc(1, sizeof *bidder);
    if (!bidder) {
        strncpy(error, "there is no memory", size - 1);
        return MARKET_FAILED;
    }
    bidder->step_parameter = atof(market_parameter(parameters, "step"));
    bidder->start = atof(market_parameter(parameters, "start"));
    *policy = bidder;
    return MARKET_OK;
}

static int32_t reset(void *policy, uint64_t key) {
    Bidder *bidder = policy;
    (void)key;
    *bidder = (Bidder){.step_parameter = bidder->step_parameter, .start = bidder->start, .price = bidder->start};
    return MARKET_OK;
}

static void measure(Bidder *bidder, double mean_square) {
    double square = bidder->rate * bidder->rate + mean_square;
    bidder->step_over_size = square > 0 && isfinite(square) ? bidder->step / sqrt(square) : 0;
    bidder->fall = bidder->step_over_size == 0 ? 0 : bidder->step_over_size * bidder->rate;
}

static void begin(Bidder *bidder, double budget, double opportunities) {
    double horizon = isfinite(opportunities) ? fmax(1, opportunities) : 1;
    bidder->rate = budget > 0 ? budget / horizon : 0;
    if (isinf(bidder->rate)) bidder->price = 0;
    bidder->step = bidder->step_parameter / sqrt(horizon);
    measure(bidder, bidder->count > 0 ? bidder->sum / bidder->count : 0);
}

static void observe(Bidder *bidder, double payment) {
    if (payment == 0) {
        bidder->count += 1;
        bidder->price = fmax(0, bidder->price - bidder->fall);
    } else if (isfinite(payment)) {
        bidder->sum += payment * payment;
        bidder->count += 1;
        measure(bidder, bidder->sum / bidder->count);
        bidder->price = fmin(1e6, fmax(0, bidder->price - bidder->fall + bidder->step_over_size * payment));
    }
}

static int32_t decide(void *policy, const MarketBatch *batch) {
    Bidder *bidder = policy;
    if (batch->call == 0)
        begin(bidder, market_float64(&batch->inputs[0]), market_float64(&batch->inputs[1]));
    else
        observe(bidder, market_float64(&batch->inputs[0]));
    *(double *)market_answers(&batch->answers[0], 0) = 1 / (1 + bidder->price);
    *(double *)market_answers(&batch->answers[1], 0) = INFINITY;
    return MARKET_OK;
}

static int32_t save(void *policy, const uint8_t **bytes, int64_t *count) {
    *bytes = policy;
    *count = sizeof(Bidder);
    return MARKET_OK;
}

static int32_t load(void *policy, const uint8_t *bytes, int64_t count) {
    if (count != sizeof(Bidder)) return MARKET_FAILED;
    memcpy(policy, bytes, sizeof(Bidder));
    return MARKET_OK;
}

static const char *last_error(void *policy) {
    (void)policy;
    return "the saved state is not one of dual-descent";
}

static const char *const terms[] = {MARKET_COLUMN_BUDGET, MARKET_COLUMN_OPPORTUNITIES, NULL};
static const char *const outcome[] = {MARKET_COLUMN_PAYMENT, NULL};
static const MarketCall calls[] = {
    {sizeof(MarketCall), MARKET_CALL_BEGIN, terms},
    {sizeof(MarketCall), MARKET_CALL_OBSERVE, outcome},
};
static const MarketParameter parameters[] = {
    {sizeof(MarketParameter), MARKET_UNIT_NUMBER, "step", "Size s of a step s/sqrt(T) of the price.", 1, 0, 100, NULL},
    {sizeof(MarketParameter), MARKET_UNIT_NUMBER, "start", "The price before the first auction; 0 bids the value.", 0, 0, 1000,
     NULL},
};
static const MarketPolicy dual_descent = {
    .struct_size = sizeof(MarketPolicy),
    .slot = MARKET_SLOT_BIDDING,
    .name = "dual-descent",
    .summary = "The value shaded by a price of the budget that every auction moves, in C.",
    .parameter_count = 2,
    .parameters = parameters,
    .call_count = 2,
    .calls = calls,
    .create = create,
    .reset = reset,
    .decide = decide,
    .save = save,
    .load = load,
    .destroy = free,
    .last_error = last_error,
};

MARKET_PLUGIN("example.dual-descent", "1.0", &dual_descent)

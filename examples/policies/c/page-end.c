/* The request policy `page-end` in C: it takes no call, so pages are asked for only when the old one has been seen to its end. It is
 * the least that a plug-in can be.
 *
 *   cc -shared -fPIC -I ../../../Sources/CMarketPolicy page-end.c -o page-end.so */
#include "marketpolicy.h"

static int32_t create(const MarketPolicy *self, const MarketHost *host, const char *parameters, void **policy, char *error,
                      size_t size) {
    static char nothing_to_keep;
    (void)self, (void)host, (void)parameters, (void)error, (void)size;
    *policy = &nothing_to_keep;
    return MARKET_OK;
}

static void destroy(void *policy) { (void)policy; }

static const MarketPolicy page_end = {
    .struct_size = sizeof(MarketPolicy),
    .slot = MARKET_SLOT_REQUEST,
    .name = "page-end",
    .summary = "Only at the end of a page, in C.",
    .create = create,
    .destroy = destroy,
};

MARKET_PLUGIN("example.page-end", "1.0", &page_end)

/* The request policy `page-end` in C: it takes no call, so pages are asked for only when the old one has been seen to its end. It is
 * the least that a plug-in can be.
 *
 *   cc -shared -fPIC -I ../../../Sources/CMarketPolicy page-end.c -o page-end.so */
#include "marketpolicy.h"

static const MarketPolicy page_end = {
    .struct_size = sizeof(MarketPolicy),
    .slot = MARKET_SLOT_REQUEST,
    .name = "page-end",
    .summary = "Only at the end of a page, in C.",
    .create = market_create_nothing,
    .destroy = market_destroy_nothing,
};

MARKET_PLUGIN("example.page-end", "1.0", &page_end)

#pragma once
#include <stdint.h>

/// Auctions in plain C: the ceiling of the auction market.
///
/// An auction draws what an exposure is worth to every bidder (Philox 4x32-10, quantiles of a lognormal), bids, finds the
/// best four, charges the three winners that are seen the next bid or the reserve, and draws their conversions. It has no
/// policies, no arms and no totals but what was paid.
typedef struct AuctionTable AuctionTable;

/// Campaigns with budgets that do not run out; NULL when there is no memory.
AuctionTable *auction_table_make(uint32_t bidders);
void auction_table_free(AuctionTable *table);

/// Holds `count` auctions, the first of which has number `first`, and returns what was paid.
double auction_table_hold(AuctionTable *table, uint64_t first, uint64_t count);

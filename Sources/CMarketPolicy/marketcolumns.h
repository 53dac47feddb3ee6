/* Slots, calls and columns of contract 0.1, made from the declarations of the built-in policies' slots: do not edit.
 * Each name stands for its text: MARKET_COLUMN_RELATIVE_PRICE is "relative_price". */
#ifndef MARKETCOLUMNS_H
#define MARKETCOLUMNS_H

/* Slot `retrieval`: Chooses which live listings are considered for a page.
 * A scenario that names none has category-affinity. */
#define MARKET_SLOT_RETRIEVAL "retrieval"

/* Call `retrieve` of `retrieval`, made through `decide`: Finds candidates for one page. A row is one candidate.
 * Inputs:
 *   random (uint64_t per batch, bits): Random bits of this user and session: equal in every twin world and for every request of
 *       the session.
 *   wanted (int64_t per batch, count): Candidates that the ranking slot wants.
 *   exposures_in_session (int64_t per batch, count): Exposures of the session so far.
 *   category_count (int64_t per batch, count): Categories of the market.
 *   created_count (int64_t per batch, count): Listings ever created; ids are given in the order of creation, so the highest are
 *       the newest.
 *   category_affinity (float per category, share): The platform's belief of what this user looks for.
 *   live_listings (uint32_t per category and live listing, index): Ids of the live listings of each category, in no order.
 *   units_for_sale (int32_t per created listing, count): Units for sale; 0 where the listing has ended or is sold out.
 * Answers, in this order:
 *   candidates (uint32_t per candidate, index): Ids of distinct live listings, in any order.
 *   count (int64_t per batch, count): Candidates found. */
#define MARKET_CALL_RETRIEVE "retrieve"
#define MARKET_COLUMN_RANDOM "random"
#define MARKET_COLUMN_WANTED "wanted"
#define MARKET_COLUMN_EXPOSURES_IN_SESSION "exposures_in_session"
#define MARKET_COLUMN_CATEGORY_COUNT "category_count"
#define MARKET_COLUMN_CREATED_COUNT "created_count"
#define MARKET_COLUMN_CATEGORY_AFFINITY "category_affinity"
#define MARKET_COLUMN_LIVE_LISTINGS "live_listings"
#define MARKET_COLUMN_UNITS_FOR_SALE "units_for_sale"
#define MARKET_COLUMN_CANDIDATES "candidates"
#define MARKET_COLUMN_COUNT "count"

/* Slot `ranking`: Scores the candidates of a page, whose highest are shown first.
 * A scenario that names none has content-affinity.
 * Property `remembered_count` (0 is assumed, 0 to 64): Numbers per row that the policy wants back with what became of its
 * answers. */
#define MARKET_SLOT_RANKING "ranking"

/* Call `score` of `ranking`, made through `decide`: Scores the candidates of a page. A row is one candidate.
 * Inputs:
 *   count (int64_t per batch, count): Candidates.
 *   dimensions (int64_t per batch, count): Numbers in a content vector and in a user's profile.
 *   random (uint64_t per batch, bits): Random bits of this user and session: equal in every twin world and for every request of
 *       the session.
 *   user (int64_t per batch, index): Number of the user, as the event log has it; of people's own users the row of the file,
 *       from 0.
 *   category_count (int64_t per batch, count): Categories of the market.
 *   listings (uint32_t per candidate, index): Ids of the candidates.
 *   content (float per content dimension and candidate, number): Content vectors of the candidates.
 *   relative_price (float per candidate, log ratio): Price over the median price of the listing's category.
 *   age (float per candidate, days): Time since the listing was created.
 *   impressions (float per candidate, count): Exposures of the listing so far.
 *   clicks (float per candidate, count): Clicks on the listing so far.
 *   likes (float per candidate, count): Likes of the listing so far.
 *   purchases (float per candidate, count): Units of the listing sold so far.
 *   stock (float per candidate, count): Units for sale now.
 *   condition (float per candidate, number): Condition from 1 (new) to 5 (worn).
 *   category_affinity (float per candidate, share): The platform's belief, as of the session's start, that this user looks for
 *       the listing's category.
 *   price (float per candidate, number): Price in hundreds of minor units, such as dollars.
 *   category (float per candidate, index): The listing's category.
 *   seller_sales (float per candidate, count): Units that the listing's seller has sold so far.
 *   seller_refunds (float per candidate, count): Units of them whose money went back so far.
 *   model_score (float per candidate, share): What the arm's model of given quality (`market.models.click`) takes for the
 *       chance of a click by this user; 0 without a model.
 *   attribute (float per candidate, index): The listing's attribute, such as a brand; 0 where attributes tell nothing
 *       (`market.listings.appeal_from_attribute`).
 *   own_signal_count (int64_t per batch, count): Columns of people's own files that the policy names.
 *   own_signals (float per own signal and candidate, number): Their numbers of the candidates; the column's mean where one has
 *       none.
 *   profile (float per content dimension, number): Mean content of what the user clicked until the session's start; 0 before
 *       the first click.
 *   affinity (float per category, share): The platform's belief, as of the session's start, of which category the user looks
 *       for.
 *   session_count (int64_t per batch, count): Exposures of the session so far.
 *   session_declared_category (int64_t per batch, index): The category that the session began with (a search, a category); -1
 *       where the feed was just opened.
 *   session_categories (uint8_t per exposure, index): The category of each exposure of the session, the first one first.
 *   session_outcomes (uint32_t per exposure, flags): What the user did at each exposure: 1 click, 2 like, 4 cart, 8 checkout,
 *       16 offer, 32 payment, 64 refund, 128 kept.
 * Answers, in this order:
 *   scores (float per candidate, number): The highest are shown first; a NaN ranks last.
 *   remembered (float per remembered number and candidate, number): What the policy wants back with the feedback on candidates
 *       that were shown. */
#define MARKET_CALL_SCORE "score"
#define MARKET_COLUMN_DIMENSIONS "dimensions"
#define MARKET_COLUMN_USER "user"
#define MARKET_COLUMN_LISTINGS "listings"
#define MARKET_COLUMN_CONTENT "content"
#define MARKET_COLUMN_RELATIVE_PRICE "relative_price"
#define MARKET_COLUMN_AGE "age"
#define MARKET_COLUMN_IMPRESSIONS "impressions"
#define MARKET_COLUMN_CLICKS "clicks"
#define MARKET_COLUMN_LIKES "likes"
#define MARKET_COLUMN_PURCHASES "purchases"
#define MARKET_COLUMN_STOCK "stock"
#define MARKET_COLUMN_CONDITION "condition"
#define MARKET_COLUMN_PRICE "price"
#define MARKET_COLUMN_CATEGORY "category"
#define MARKET_COLUMN_SELLER_SALES "seller_sales"
#define MARKET_COLUMN_SELLER_REFUNDS "seller_refunds"
#define MARKET_COLUMN_MODEL_SCORE "model_score"
#define MARKET_COLUMN_ATTRIBUTE "attribute"
#define MARKET_COLUMN_OWN_SIGNAL_COUNT "own_signal_count"
#define MARKET_COLUMN_OWN_SIGNALS "own_signals"
#define MARKET_COLUMN_PROFILE "profile"
#define MARKET_COLUMN_AFFINITY "affinity"
#define MARKET_COLUMN_SESSION_COUNT "session_count"
#define MARKET_COLUMN_SESSION_DECLARED_CATEGORY "session_declared_category"
#define MARKET_COLUMN_SESSION_CATEGORIES "session_categories"
#define MARKET_COLUMN_SESSION_OUTCOMES "session_outcomes"
#define MARKET_COLUMN_SCORES "scores"
#define MARKET_COLUMN_REMEMBERED "remembered"

/* Call `score_requests` of `ranking`, made through `decide`: Scores the candidates of several requests, in the place of
 * `score`. A row is one candidate.
 * Inputs:
 *   count (int64_t per batch, count): Candidates of all requests.
 *   request_count (int64_t per batch, count): Requests, in the order in which they were made.
 *   dimensions (int64_t per batch, count): Numbers in a content vector and in a user's profile.
 *   category_count (int64_t per batch, count): Categories of the market.
 *   requests (uint32_t per candidate, index): Of which request the candidate is, from 0; those of one stand together.
 *   starts (int64_t per request, index): The first candidate of each request.
 *   random (uint64_t per request, bits): Random bits of each request's user and session, as `random` of `score`.
 *   user (int64_t per request, index): Number of each request's user, as `user` of `score`.
 *   listings (uint32_t per candidate, index): Ids of the candidates.
 *   content (float per content dimension and candidate, number): Content vectors of the candidates.
 *   relative_price (float per candidate, log ratio): Price over the median price of the listing's category.
 *   age (float per candidate, days): Time since the listing was created.
 *   impressions (float per candidate, count): Exposures of the listing so far.
 *   clicks (float per candidate, count): Clicks on the listing so far.
 *   likes (float per candidate, count): Likes of the listing so far.
 *   purchases (float per candidate, count): Units of the listing sold so far.
 *   stock (float per candidate, count): Units for sale now.
 *   condition (float per candidate, number): Condition from 1 (new) to 5 (worn).
 *   category_affinity (float per candidate, share): The platform's belief, as of the session's start, that this user looks for
 *       the listing's category.
 *   price (float per candidate, number): Price in hundreds of minor units, such as dollars.
 *   category (float per candidate, index): The listing's category.
 *   seller_sales (float per candidate, count): Units that the listing's seller has sold so far.
 *   seller_refunds (float per candidate, count): Units of them whose money went back so far.
 *   model_score (float per candidate, share): What the arm's model of given quality (`market.models.click`) takes for the
 *       chance of a click by this user; 0 without a model.
 *   attribute (float per candidate, index): The listing's attribute, such as a brand; 0 where attributes tell nothing
 *       (`market.listings.appeal_from_attribute`).
 *   own_signal_count (int64_t per batch, count): Columns of people's own files that the policy names.
 *   own_signals (float per own signal and candidate, number): Their numbers of the candidates; the column's mean where one has
 *       none.
 *   profile (float per request and content dimension, number): Mean content of what each user clicked until the session's
 *       start; 0 before the first click.
 *   affinity (float per request and category, share): The platform's belief, as of each session's start, of which category the
 *       user looks for.
 *   session_declared_category (int64_t per request, index): The category that each session began with (a search, a category);
 *       -1 where the feed was just opened.
 * Answers, in this order:
 *   scores (float per candidate, number): The highest are shown first; a NaN ranks last.
 *   remembered (float per remembered number and candidate, number): What the policy wants back with the feedback on candidates
 *       that were shown. */
#define MARKET_CALL_SCORE_REQUESTS "score_requests"
#define MARKET_COLUMN_REQUEST_COUNT "request_count"
#define MARKET_COLUMN_REQUESTS "requests"
#define MARKET_COLUMN_STARTS "starts"

/* Call `learn` of `ranking`, made through `learn`: Tells what has become of shown candidates, when the platform would know it.
 * A row is one exposure.
 * Inputs:
 *   count (int64_t per batch, count): Exposures.
 *   remembered_count (int64_t per batch, count): Numbers per row that the policy asked to get back.
 *   items (uint32_t per exposure, index): What was shown, in the order of exposures: the kind in the upper 3 bits (0 listing, 1
 *       ad, 2 post, 3 video, 4 suggestion), its number in the others.
 *   outcomes (uint32_t per exposure, flags): What the exposure led to until now: 1 click, 2 like, 4 cart, 8 checkout, 16 offer,
 *       32 payment, 64 refund, 128 kept.
 *   remembered (float per exposure and remembered number, number): What the policy wrote when it answered.
 *   time (int64_t per exposure, milliseconds): Since the market opened, until what is told happened: the exposure, or the step
 *       of its order.
 *   exposure_time (int64_t per exposure, milliseconds): Since the market opened, until the exposure.
 *   own (uint8_t per exposure, flags): 1 where this policy ranked the page, 0 where it learns from a page that another one
 *       ranked. */
#define MARKET_CALL_LEARN "learn"
#define MARKET_COLUMN_REMEMBERED_COUNT "remembered_count"
#define MARKET_COLUMN_ITEMS "items"
#define MARKET_COLUMN_OUTCOMES "outcomes"
#define MARKET_COLUMN_TIME "time"
#define MARKET_COLUMN_EXPOSURE_TIME "exposure_time"
#define MARKET_COLUMN_OWN "own"

/* Call `learn_orders` of `ranking`, made through `learn`: Tells what has become of orders of shown candidates. A row is one
 * exposure.
 * Inputs:
 *   count (int64_t per batch, count): Exposures.
 *   remembered_count (int64_t per batch, count): Numbers per row that the policy asked to get back.
 *   items (uint32_t per exposure, index): What was shown, in the order of exposures: the kind in the upper 3 bits (0 listing, 1
 *       ad, 2 post, 3 video, 4 suggestion), its number in the others.
 *   outcomes (uint32_t per exposure, flags): What the exposure led to until now: 1 click, 2 like, 4 cart, 8 checkout, 16 offer,
 *       32 payment, 64 refund, 128 kept.
 *   remembered (float per exposure and remembered number, number): What the policy wrote when it answered.
 *   time (int64_t per exposure, milliseconds): Since the market opened, until what is told happened: the exposure, or the step
 *       of its order.
 *   exposure_time (int64_t per exposure, milliseconds): Since the market opened, until the exposure.
 *   own (uint8_t per exposure, flags): 1 where this policy ranked the page, 0 where it learns from a page that another one
 *       ranked. */
#define MARKET_CALL_LEARN_ORDERS "learn_orders"

/* Slot `request`: Decides, after an exposure, whether the app asks for a new page before the old one ends.
 * A scenario that names none has page-end.
 * Property `remembered_count` (0 is assumed, 0 to 64): Numbers per row that the policy wants back with what became of its
 * answers.
 * Property `horizon` (0 is assumed, 0 to 1000): Exposures after an explored moment over which its outcome is counted; 0
 * explores nothing.
 * Property `renewal_period` (0 is assumed, 0 to 1000000000000): Milliseconds after which the rule is renewed; 0, it stays. */
#define MARKET_SLOT_REQUEST "request"

/* Call `decide` of `request`, made through `decide`: Asks, right after exposures, whether a new page replaces the unseen rest
 * of the old one. A row is one moment.
 * Inputs:
 *   count (int64_t per batch, count): Moments.
 *   random (uint64_t per batch, bits): Random bits of this user, session and exposure.
 *   slot (float per moment, index): Slot just exposed, the page's first being 0.
 *   slots_left (float per moment, count): Slots of the page not yet exposed.
 *   clicks (float per moment, count): Clicks since the last request.
 *   likes (float per moment, count): Likes since the last request.
 *   skips (float per moment, count): Exposures since the last request that were not clicked.
 *   dwell (float per moment, seconds): Time spent on clicked listings since the last request.
 *   seconds_since_request (float per moment, seconds): Time since the last request.
 *   requests (float per moment, count): Requests of this session so far.
 *   exposures (float per moment, count): Exposures of this session so far.
 *   idle_run (float per moment, count): Exposures since the session's last click, or since its start.
 *   budget_spent (float per moment, share): Inserted requests of this arm in this budget period, of the period's budget.
 *   budget_plan (float per moment, share): The part of the period's usual traffic that has passed: an even pace has spent as
 *       much.
 *   budget_left (float per moment, count): Requests that may still be inserted in this budget period.
 *   hour_of_week (float per moment, hours): The clock: hours since Monday 00:00, from 0 to 168.
 *   just_clicked (float per moment, flags): 1 when the slot just exposed was clicked, else 0.
 *   page_slots (int64_t per moment, count): Slots of the moment's page, exposed and not.
 *   categories (uint8_t per moment and slot, index): The category of each slot of the page.
 *   scores (float per moment and slot, number): The ranking policy's score of each slot.
 *   outcomes (uint32_t per moment and slot, flags): What the user did in each slot exposed so far: 1 click, 2 like, 4 cart, 8
 *       checkout, 16 offer, 32 payment, 64 refund, 128 kept.
 * Answers, in this order:
 *   asks (uint8_t per moment, flags): 1 to ask for a page; 0, the old one stays, without an answer.
 *   propensities (float per moment, share): The chance with which an explored decision was drawn; 1 where nothing was drawn.
 *   remembered (float per remembered number and moment, number): What the policy wants back with the outcome of an explored
 *       moment. */
#define MARKET_CALL_DECIDE "decide"
#define MARKET_COLUMN_SLOT "slot"
#define MARKET_COLUMN_SLOTS_LEFT "slots_left"
#define MARKET_COLUMN_SKIPS "skips"
#define MARKET_COLUMN_DWELL "dwell"
#define MARKET_COLUMN_SECONDS_SINCE_REQUEST "seconds_since_request"
#define MARKET_COLUMN_EXPOSURES "exposures"
#define MARKET_COLUMN_IDLE_RUN "idle_run"
#define MARKET_COLUMN_BUDGET_SPENT "budget_spent"
#define MARKET_COLUMN_BUDGET_PLAN "budget_plan"
#define MARKET_COLUMN_BUDGET_LEFT "budget_left"
#define MARKET_COLUMN_HOUR_OF_WEEK "hour_of_week"
#define MARKET_COLUMN_JUST_CLICKED "just_clicked"
#define MARKET_COLUMN_PAGE_SLOTS "page_slots"
#define MARKET_COLUMN_CATEGORIES "categories"
#define MARKET_COLUMN_ASKS "asks"
#define MARKET_COLUMN_PROPENSITIES "propensities"

/* Call `renew` of `request`, made through `decide`: Asks for the rule that is followed until it is renewed.
 * Inputs:
 *   moments (double per batch, count): Moments since the rule was last renewed.
 *   asked (double per batch, count): Moments of them at which the rule asked for a page.
 *   budget_spent (double per batch, share): Inserted requests of this arm in this budget period, of the period's budget.
 *   budget_plan (double per batch, share): The part of the period's usual traffic that has passed: an even pace has spent as
 *       much.
 *   budget_left (double per batch, count): Requests that may still be inserted in this budget period.
 *   hour_of_week (double per batch, hours): The clock: hours since Monday 00:00, from 0 to 168.
 * Answers, in this order:
 *   least (double per fact, number): The least that the fact must be for a request.
 *   most (double per fact, number): The most that the fact may be for a request.
 *   weights (double per fact, number): What the fact adds to the sum for each of its units.
 *   threshold (double per batch, number): What the sum must be above for a request.
 *   share (double per batch, share): The part of the moments that fit at which a page is asked for, drawn.
 *   exploration (double per batch, share): The part of all moments whose decision is drawn, half of them for a request, and
 *       followed up. */
#define MARKET_CALL_RENEW "renew"
#define MARKET_COLUMN_MOMENTS "moments"
#define MARKET_COLUMN_ASKED "asked"
#define MARKET_COLUMN_LEAST "least"
#define MARKET_COLUMN_MOST "most"
#define MARKET_COLUMN_WEIGHTS "weights"
#define MARKET_COLUMN_THRESHOLD "threshold"
#define MARKET_COLUMN_SHARE "share"
#define MARKET_COLUMN_EXPLORATION "exploration"

/* Call `learn` of `request`, made through `learn`: Tells what followed explored moments, over the policy's horizon or to the
 * session's end. A row is one moment.
 * Inputs:
 *   count (int64_t per batch, count): Moments.
 *   remembered_count (int64_t per batch, count): Numbers per row that the policy asked to get back.
 *   asked (float per moment, flags): 1 when a page was asked for, 0 when the old one stayed.
 *   propensity (float per moment, share): The chance with which that was drawn.
 *   exposures (float per moment, count): Exposures that followed within the horizon.
 *   clicks (float per moment, count): Clicks among them.
 *   likes (float per moment, count): Likes among them.
 *   carts (float per moment, count): Listings put into the cart among them.
 *   checkouts (float per moment, count): Checkouts among them.
 *   remembered (float per moment and remembered number, number): What the policy wrote when it answered. */
#define MARKET_COLUMN_PROPENSITY "propensity"
#define MARKET_COLUMN_CARTS "carts"
#define MARKET_COLUMN_CHECKOUTS "checkouts"

/* Slot `bidding`: Bids for one campaign in the auctions of ad slots.
 * A scenario that names none has fixed. */
#define MARKET_SLOT_BIDDING "bidding"

/* Call `begin` of `bidding`, made through `decide`: Tells that a period begins, with a full budget, and asks for the rule of
 * its first tick. A row is one campaign.
 * Inputs:
 *   budget (double per campaign, currency units): The budget of this period.
 *   cost_target (double per campaign, number): The most that may be paid for a unit of value over the period; -1 without a
 *       target.
 *   ticks (int64_t per campaign, count): Ticks of a period.
 *   traffic_plan (double per campaign and tick, share): The part of a period's opportunities that have usually come by the end
 *       of each tick; ends at 1.
 *   opportunities (double per campaign, count): Auctions of a period that the campaign is usually eligible for.
 *   pricing (uint8_t per campaign, index): Who pays what: 0 second-price, 1 first-price, 2 vcg.
 * Answers, in this order:
 *   multipliers (double per campaign, number): Bid for each unit of predicted value; what is not a number counts as 0.
 *   limits (double per campaign, currency units): Highest bid for an exposure. */
#define MARKET_CALL_BEGIN "begin"
#define MARKET_COLUMN_BUDGET "budget"
#define MARKET_COLUMN_COST_TARGET "cost_target"
#define MARKET_COLUMN_TICKS "ticks"
#define MARKET_COLUMN_TRAFFIC_PLAN "traffic_plan"
#define MARKET_COLUMN_OPPORTUNITIES "opportunities"
#define MARKET_COLUMN_PRICING "pricing"
#define MARKET_COLUMN_MULTIPLIERS "multipliers"
#define MARKET_COLUMN_LIMITS "limits"

/* Call `plan` of `bidding`, made through `decide`: Tells that another tick begins, and asks for its rule. A row is one
 * campaign.
 * Inputs:
 *   tick (int64_t per campaign, index): The tick that begins.
 *   ticks (int64_t per campaign, count): Ticks of a period.
 *   plan_passed (double per campaign, share): The part of a period's opportunities that have usually come by now.
 *   budget (double per campaign, currency units): The budget of the period.
 *   budget_left (double per campaign, currency units): What is left of it.
 *   last_tick_opportunities (double per campaign, count): Auctions that the campaign was eligible for, over the tick that has
 *       just ended.
 *   last_tick_predicted_value (double per campaign, currency units): Sum of the values that it predicted for them, over the
 *       tick that has just ended.
 *   last_tick_bids (double per campaign, currency units): Sum of its bids, over the tick that has just ended.
 *   last_tick_least_winning_prices (double per campaign, currency units): Sum of the least prices that would have won a slot,
 *       over the tick that has just ended.
 *   last_tick_wins (double per campaign, count): Slots won, over the tick that has just ended.
 *   last_tick_exposures (double per campaign, count): Slots won that the user came to see, over the tick that has just ended.
 *   last_tick_exposed_value (double per campaign, currency units): Predicted value of the exposures, over the tick that has
 *       just ended.
 *   last_tick_cost (double per campaign, currency units): What was paid, over the tick that has just ended.
 *   last_tick_conversions (double per campaign, count): Conversions reported, over the tick that has just ended.
 *   last_tick_conversion_value (double per campaign, currency units): Worth of the conversions, over the tick that has just
 *       ended.
 *   period_opportunities (double per campaign, count): Auctions that the campaign was eligible for, over all ticks of the
 *       period so far.
 *   period_predicted_value (double per campaign, currency units): Sum of the values that it predicted for them, over all ticks
 *       of the period so far.
 *   period_bids (double per campaign, currency units): Sum of its bids, over all ticks of the period so far.
 *   period_least_winning_prices (double per campaign, currency units): Sum of the least prices that would have won a slot, over
 *       all ticks of the period so far.
 *   period_wins (double per campaign, count): Slots won, over all ticks of the period so far.
 *   period_exposures (double per campaign, count): Slots won that the user came to see, over all ticks of the period so far.
 *   period_exposed_value (double per campaign, currency units): Predicted value of the exposures, over all ticks of the period
 *       so far.
 *   period_cost (double per campaign, currency units): What was paid, over all ticks of the period so far.
 *   period_conversions (double per campaign, count): Conversions reported, over all ticks of the period so far.
 *   period_conversion_value (double per campaign, currency units): Worth of the conversions, over all ticks of the period so
 *       far.
 * Answers, in this order:
 *   multipliers (double per campaign, number): Bid for each unit of predicted value; what is not a number counts as 0.
 *   limits (double per campaign, currency units): Highest bid for an exposure. */
#define MARKET_CALL_PLAN "plan"
#define MARKET_COLUMN_TICK "tick"
#define MARKET_COLUMN_PLAN_PASSED "plan_passed"
#define MARKET_COLUMN_LAST_TICK_OPPORTUNITIES "last_tick_opportunities"
#define MARKET_COLUMN_LAST_TICK_PREDICTED_VALUE "last_tick_predicted_value"
#define MARKET_COLUMN_LAST_TICK_BIDS "last_tick_bids"
#define MARKET_COLUMN_LAST_TICK_LEAST_WINNING_PRICES "last_tick_least_winning_prices"
#define MARKET_COLUMN_LAST_TICK_WINS "last_tick_wins"
#define MARKET_COLUMN_LAST_TICK_EXPOSURES "last_tick_exposures"
#define MARKET_COLUMN_LAST_TICK_EXPOSED_VALUE "last_tick_exposed_value"
#define MARKET_COLUMN_LAST_TICK_COST "last_tick_cost"
#define MARKET_COLUMN_LAST_TICK_CONVERSIONS "last_tick_conversions"
#define MARKET_COLUMN_LAST_TICK_CONVERSION_VALUE "last_tick_conversion_value"
#define MARKET_COLUMN_PERIOD_OPPORTUNITIES "period_opportunities"
#define MARKET_COLUMN_PERIOD_PREDICTED_VALUE "period_predicted_value"
#define MARKET_COLUMN_PERIOD_BIDS "period_bids"
#define MARKET_COLUMN_PERIOD_LEAST_WINNING_PRICES "period_least_winning_prices"
#define MARKET_COLUMN_PERIOD_WINS "period_wins"
#define MARKET_COLUMN_PERIOD_EXPOSURES "period_exposures"
#define MARKET_COLUMN_PERIOD_EXPOSED_VALUE "period_exposed_value"
#define MARKET_COLUMN_PERIOD_COST "period_cost"
#define MARKET_COLUMN_PERIOD_CONVERSIONS "period_conversions"
#define MARKET_COLUMN_PERIOD_CONVERSION_VALUE "period_conversion_value"

/* Call `observe` of `bidding`, made through `decide`: Tells of an auction that is over, and asks for the rule from now on. A
 * row is one campaign.
 * Inputs:
 *   value (double per campaign, currency units): What the campaign predicted an exposure to be worth.
 *   bid (double per campaign, currency units): What it bid.
 *   least_winning_price (double per campaign, currency units): The least bid that would have won a slot: the reserve, or what
 *       rivals bid.
 *   is_won (uint8_t per campaign, flags): Whether a slot was won.
 *   is_exposed (uint8_t per campaign, flags): Whether the user came to see it.
 *   payment (double per campaign, currency units): What was paid; 0 without a win.
 *   budget_left (double per campaign, currency units): What is left of the period's budget.
 * Answers, in this order:
 *   multipliers (double per campaign, number): Bid for each unit of predicted value; what is not a number counts as 0.
 *   limits (double per campaign, currency units): Highest bid for an exposure. */
#define MARKET_CALL_OBSERVE "observe"
#define MARKET_COLUMN_VALUE "value"
#define MARKET_COLUMN_BID "bid"
#define MARKET_COLUMN_LEAST_WINNING_PRICE "least_winning_price"
#define MARKET_COLUMN_IS_WON "is_won"
#define MARKET_COLUMN_IS_EXPOSED "is_exposed"
#define MARKET_COLUMN_PAYMENT "payment"

/* Call `learn` of `bidding`, made through `learn`: Tells what a tick came to, and, where the policy wants them, each of its
 * opportunities. A row is one opportunity.
 * Inputs:
 *   totals_opportunities (double per batch, count): Auctions that the campaign was eligible for, over this tick.
 *   totals_predicted_value (double per batch, currency units): Sum of the values that it predicted for them, over this tick.
 *   totals_bids (double per batch, currency units): Sum of its bids, over this tick.
 *   totals_least_winning_prices (double per batch, currency units): Sum of the least prices that would have won a slot, over
 *       this tick.
 *   totals_wins (double per batch, count): Slots won, over this tick.
 *   totals_exposures (double per batch, count): Slots won that the user came to see, over this tick.
 *   totals_exposed_value (double per batch, currency units): Predicted value of the exposures, over this tick.
 *   totals_cost (double per batch, currency units): What was paid, over this tick.
 *   totals_conversions (double per batch, count): Conversions reported, over this tick.
 *   totals_conversion_value (double per batch, currency units): Worth of the conversions, over this tick.
 *   count (int64_t per batch, count): Opportunities listed.
 *   value (float per opportunity, currency units): What the campaign predicted an exposure to be worth.
 *   least_winning_price (float per opportunity, currency units): The least bid that would have won a slot.
 *   payment (float per opportunity, currency units): What was paid. */
#define MARKET_COLUMN_TOTALS_OPPORTUNITIES "totals_opportunities"
#define MARKET_COLUMN_TOTALS_PREDICTED_VALUE "totals_predicted_value"
#define MARKET_COLUMN_TOTALS_BIDS "totals_bids"
#define MARKET_COLUMN_TOTALS_LEAST_WINNING_PRICES "totals_least_winning_prices"
#define MARKET_COLUMN_TOTALS_WINS "totals_wins"
#define MARKET_COLUMN_TOTALS_EXPOSURES "totals_exposures"
#define MARKET_COLUMN_TOTALS_EXPOSED_VALUE "totals_exposed_value"
#define MARKET_COLUMN_TOTALS_COST "totals_cost"
#define MARKET_COLUMN_TOTALS_CONVERSIONS "totals_conversions"
#define MARKET_COLUMN_TOTALS_CONVERSION_VALUE "totals_conversion_value"

#endif /* MARKETCOLUMNS_H */

#include "FeedKernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

enum {
    ROUND_EXPOSURES = 200, // of which a round of candidates is good for
    DEEPEST_ROUND = 8,
    MOST_CANDIDATES = FEED_CANDIDATES * DEEPEST_ROUND,
    MOST_EXPOSURES = 720, // of a session
    SEEN_PLACES = 4096,
    GROUPS = 64, // of candidates, whose maxima bound the last slot's score
    RECORDS = 4096,
    LENGTHS = 4096
};

typedef struct {
    int64_t price;
    float relative_price, appeal, quality;
    uint32_t impressions, clicks, likes;
    uint8_t category, condition, arm, padding;
    uint32_t id;
} Face;

typedef struct {
    float profile[FEED_DIMENSIONS];
    uint8_t clicks[FEED_CATEGORIES];
    uint8_t more[35];
    float price_sensitivity, patience, traits[2];
} User;

typedef struct {
    int64_t time, value;
    uint32_t user, session, listing, detail;
    uint8_t kind, arm;
    uint16_t slot;
} Record;

typedef struct {
    uint32_t user, ordinal, exposures, length;
    uint64_t random;
    int64_t time;
    uint16_t slot, count;
    uint8_t intent;
    uint32_t page[FEED_SLOTS];
    float taste[FEED_DIMENSIONS];
} Session;

struct FeedKernel {
    uint32_t listings, users, sessions;
    float *content;
    Face *faces;
    User *people;
    uint64_t *listed;
    uint32_t *live[FEED_CATEGORIES], live_count[FEED_CATEGORIES];
    uint16_t lengths[LENGTHS];

    Session *session;
    uint32_t (*shown)[MOST_EXPOSURES];
    uint32_t turn;
    uint64_t opened;

    // Of the page at hand.
    float affinity[FEED_CATEGORIES];
    uint32_t candidates[MOST_CANDIDATES + GROUPS];
    float scores[MOST_CANDIDATES + GROUPS];
    uint32_t reaching[MOST_CANDIDATES + GROUPS];
    uint64_t order[FEED_SLOTS + 1];
    uint64_t seen[SEEN_PLACES];
    uint32_t seen_stamp, seen_mask;

    Record *journal;
    uint32_t written;
    uint64_t digest[2], sink;
    FeedWork work;
};

/// Pages of 2 MB, as the market asks for.
static void *allocate(size_t bytes) {
    size_t large = 2u << 20;
    int is_large = bytes >= 4 * large;
    size_t alignment = is_large ? large : 64;
    void *memory = aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
    if (!memory) return NULL;
#ifdef __linux__
    if (is_large) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    memset(memory, 0, bytes);
    return memory;
}

// MARK: numbers

/// Steele, Lea, Flood (2014): the finaliser of SplitMix64.
static inline uint64_t mix(uint64_t z) {
    z += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline uint32_t below(uint64_t bits, uint32_t bound) { return (uint32_t)(((bits >> 32) * bound) >> 32); }

/// Nearly normal: the sum of eight numbers of 16 bits.
static float normal(uint64_t key) {
    uint64_t a = mix(key), b = mix(key ^ 0x5555555555555555u);
    int sum = 0;
    for (int i = 0; i < 4; i++) sum += (int)(a >> 16 * i & 0xffff) + (int)(b >> 16 * i & 0xffff);
    return ((float)sum - 8 * 32767.5f) * (1.0f / (65536 * 0.8164966f));
}

typedef struct {
    uint32_t word[4];
} Block;

/// Philox 4x32-10 (Salmon, Moraes, Dror, Shaw 2011).
static inline Block philox(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    uint32_t low = 12345, high = 6789;
    for (int round = 0; round < 10; round++) {
        uint64_t p = (uint64_t)a * 0xD2511F53, q = (uint64_t)c * 0xCD9E8D57;
        a = (uint32_t)(q >> 32) ^ b ^ low;
        c = (uint32_t)(p >> 32) ^ d ^ high;
        b = (uint32_t)q;
        d = (uint32_t)p;
        low += 0x9E3779B9;
        high += 0xBB67AE85;
    }
    return (Block){{a, b, c, d}};
}

static inline uint64_t fold(uint64_t a, uint64_t b) {
    __uint128_t product = (__uint128_t)a * b;
    return ((uint64_t)(product >> 64) ^ (uint64_t)product) + a + (b << 1);
}

static inline void write_record(FeedKernel *k, Record r) {
    uint64_t who = (uint64_t)r.user << 32 | r.session, what = (uint64_t)r.listing << 32 | r.detail;
    uint64_t kind = (uint64_t)r.kind << 16 | r.slot;
    k->digest[0] = fold(k->digest[0] ^ (uint64_t)r.time ^ kind << 40, 0xa0761d6478bd642fu ^ who);
    k->digest[1] = fold(k->digest[1] ^ (uint64_t)r.value ^ k->digest[0], 0xe7037ed1a0b428dbu ^ what);
    k->journal[k->written] = r;
    k->written = (k->written + 1) % RECORDS;
}

// MARK: what a session has seen

static inline uint32_t place_of(uint32_t listing) { return (listing * 0x9E3779B1u) >> 7; }

static void forget_seen(FeedKernel *k, uint32_t count) {
    uint32_t size = 64;
    while (size < 4 * count) size *= 2;
    k->seen_mask = size - 1;
    if (++k->seen_stamp == 0) {
        memset(k->seen, 0, sizeof k->seen);
        k->seen_stamp = 1;
    }
}

static inline void note_seen(FeedKernel *k, uint32_t listing) {
    uint64_t entry = (uint64_t)k->seen_stamp << 32 | listing;
    uint32_t place = place_of(listing) & k->seen_mask;
    while (k->seen[place] >> 32 == k->seen_stamp) {
        if (k->seen[place] == entry) return;
        place = (place + 1) & k->seen_mask;
    }
    k->seen[place] = entry;
}

static inline uint64_t is_nonzero(uint64_t word) { return (word | (0 - word)) >> 63; }

static __attribute__((noinline)) uint64_t has_seen_further(const FeedKernel *k, uint64_t entry, uint32_t place) {
    while (k->seen[place] >> 32 == k->seen_stamp) {
        if (k->seen[place] == entry) return 1;
        place = (place + 1) & k->seen_mask;
    }
    return 0;
}

/// 1 or 0, without a branch that nobody can foresee.
static inline uint64_t has_seen(const FeedKernel *k, uint32_t listing) {
    uint64_t stamp = (uint64_t)k->seen_stamp << 32, entry = stamp | listing;
    uint32_t place = place_of(listing) & k->seen_mask;
    uint64_t first = k->seen[place], second = k->seen[(place + 1) & k->seen_mask];
    uint64_t neither = is_nonzero(first ^ entry) & is_nonzero(second ^ entry);
    uint64_t full = (is_nonzero((first ^ stamp) >> 32) | is_nonzero((second ^ stamp) >> 32)) ^ 1;
    if (__builtin_expect(neither & full, 0)) return has_seen_further(k, entry, (place + 2) & k->seen_mask);
    return neither ^ 1;
}

static inline uint64_t is_listed(const FeedKernel *k, uint32_t listing) {
    return k->listed[listing >> 6] >> (listing & 63) & 1;
}

// MARK: retrieval

static int are_coprime(uint32_t a, uint32_t b) {
    if (!a || !b) return (a | b) == 1;
    if (!((a | b) & 1)) return 0;
    a >>= __builtin_ctz(a);
    b >>= __builtin_ctz(b);
    while (a != b) {
        uint32_t difference = a > b ? a - b : b - a;
        b = a < b ? a : b;
        a = difference >> __builtin_ctz(difference);
    }
    return a == 1;
}

static inline uint32_t advanced(uint32_t place, uint32_t by, uint32_t count) {
    uint32_t sum = place + by;
    return sum >= count ? sum - count : sum;
}

/// Takes listings of a category in the session's order: steps of a drawn length around a circle, two walkers at a time.
static int take(FeedKernel *k, int quota, int category, int skipped, uint64_t random, uint32_t *out) {
    static const uint64_t primes[8] = {4294967311u, 4294967357u, 4294967371u, 4294967377u,
                                       4294967387u, 4294967389u, 4294967459u, 4294967477u};
    uint32_t count = k->live_count[category];
    int left = (int)count - skipped, taken = quota < left ? quota : left;
    if (taken <= 0) return 0;
    uint64_t bits = mix(random ^ (uint64_t)category * 0x9e3779b97f4a7c15u);
    uint32_t drawn = (uint32_t)(bits >> 40) % count;
    uint32_t step = count > 2 && are_coprime(drawn, count) ? drawn : (uint32_t)(primes[bits & 7] % count);
    uint64_t start = (bits >> 3) % count;
    uint32_t place = (uint32_t)(skipped ? (start + (uint64_t)skipped * step) % count : start);
    const uint32_t *all = k->live[category];
    uint32_t next = advanced(place, step, count), stride = advanced(step, step, count);
    int i = 0;
    for (; i + 1 < taken; i += 2) {
        out[i] = all[place];
        out[i + 1] = all[next];
        place = advanced(place, stride, count);
        next = advanced(next, stride, count);
    }
    if (i < taken) out[i] = all[place];
    return taken;
}

static int retrieve(FeedKernel *k, uint64_t random, int wanted) {
    const float exploration = 0.2f, even = exploration / FEED_CATEGORIES;
    int count = 0, taken[FEED_CATEGORIES];
    for (int c = 0; c < FEED_CATEGORIES; c++) {
        int quota = (int)(((1 - exploration) * k->affinity[c] + even) * (float)wanted);
        if (quota > wanted - count) quota = wanted - count;
        taken[c] = take(k, quota, c, 0, random, k->candidates + count);
        count += taken[c];
    }
    int c = (int)(random % FEED_CATEGORIES);
    for (int n = 0; n < FEED_CATEGORIES && count < wanted; n++) {
        count += take(k, wanted - count, c, taken[c], random, k->candidates + count);
        c = c + 1 == FEED_CATEGORIES ? 0 : c + 1;
    }
    return count;
}

// MARK: a page

static inline float inner_product(const float *restrict a, const float *restrict b) {
    float sums[4] = {0, 0, 0, 0};
    for (int d = 0; d < FEED_DIMENSIONS; d += 4)
        for (int lane = 0; lane < 4; lane++) sums[lane] += a[d + lane] * b[d + lane];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static inline const float *row(const FeedKernel *k, uint32_t listing) {
    return k->content + (size_t)listing * FEED_DIMENSIONS;
}

/// A score that as many candidates reach as there are slots, and few more.
static float bound_of(float *restrict s, int count) {
    int blocks = (count + GROUPS - 1) / GROUPS;
    for (int i = count; i < blocks * GROUPS; i++) s[i] = -INFINITY;
    float maxima[GROUPS];
    for (int i = 0; i < GROUPS; i++) maxima[i] = s[i];
    for (int b = 1; b < blocks; b++)
        for (int i = 0; i < GROUPS; i++) maxima[i] = s[b * GROUPS + i] > maxima[i] ? s[b * GROUPS + i] : maxima[i];
    float low = INFINITY, high = -INFINITY;
    for (int i = 0; i < GROUPS; i++) {
        low = maxima[i] < low ? maxima[i] : low;
        high = maxima[i] > high ? maxima[i] : high;
    }
    for (int n = 0; n < 6; n++) {
        float middle = low + (high - low) * 0.5f;
        int reached = 0;
        for (int i = 0; i < GROUPS; i++) reached += maxima[i] >= middle;
        int ok = reached >= FEED_SLOTS;
        low = ok ? middle : low;
        high = ok ? high : middle;
    }
    return low;
}

/// Puts the best into `order`, best first, and returns how many they are.
static int best(FeedKernel *k, int count) {
    float bound = count > FEED_SLOTS ? bound_of(k->scores, count) : -INFINITY;
    int reached = 0, found = 0;
    for (int i = 0; i < count; i++) {
        k->reaching[reached] = (uint32_t)i;
        reached += k->scores[i] >= bound;
    }
    for (int n = 0; n < reached; n++) {
        uint32_t candidate = k->reaching[n];
        union {
            float number;
            uint32_t bits;
        } score = {k->scores[candidate] + 0};
        uint32_t rising = score.bits ^ (score.bits >> 31 ? 0xFFFFFFFFu : 0x80000000u);
        uint64_t key = (uint64_t)rising << 32 | (uint32_t)~candidate;
        if (found == FEED_SLOTS) {
            if (key < k->order[found - 1]) continue;
        } else {
            found++;
        }
        int at = found - 1;
        for (; at > 0 && k->order[at - 1] < key; at--) k->order[at] = k->order[at - 1];
        k->order[at] = key;
    }
    return found;
}

static inline void fetch(const FeedKernel *k, uint32_t listing) {
    __builtin_prefetch(k->faces + listing);
    __builtin_prefetch((const char *)(k->faces + listing) + sizeof(Face) - 1);
    __builtin_prefetch(row(k, listing));
}

/// Moves candidates that can be shown to the front, and starts to fetch their content.
static int keep_showable(FeedKernel *k, int count, int wanted) {
    uint32_t last = 0;
    int kept = 0;
    for (int i = 0; i < count && kept < wanted; i++) {
        uint32_t listing = k->candidates[i];
        k->candidates[kept] = listing;
        uint32_t showable = (uint32_t)(is_listed(k, listing) & (has_seen(k, listing) ^ 1));
        uint32_t choice = 0u - showable;
        last = (listing & choice) | (last & ~choice);
        __builtin_prefetch(row(k, last));
        kept += (int)showable;
    }
    return kept;
}

static void open_session(FeedKernel *k, Session *s) {
    uint64_t bits = mix(k->opened++ * 977 + 13);
    *s = (Session){.user = below(bits, k->users), .ordinal = (uint32_t)(k->opened & 0xffff),
                   .length = k->lengths[bits % LENGTHS], .random = mix(bits ^ 55), .time = (int64_t)k->opened * 100,
                   .intent = (uint8_t)((bits >> 13) % FEED_CATEGORIES)};
    for (int d = 0; d < FEED_DIMENSIONS; d++) s->taste[d] = 0.3f * normal(bits + (uint64_t)d);
    __builtin_prefetch(k->people + s->user);
    __builtin_prefetch((const char *)(k->people + s->user) + 64);
}

static void serve(FeedKernel *k, Session *s, const uint32_t *shown) {
    const User *user = k->people + s->user;
    int round = 1 + (int)s->exposures / ROUND_EXPOSURES;
    if (round > DEEPEST_ROUND) round = DEEPEST_ROUND;
    float total = 0;
    for (int c = 0; c < FEED_CATEGORIES; c++) total += k->affinity[c] = (float)user->clicks[c] + 1;
    for (int c = 0; c < FEED_CATEGORIES; c++) k->affinity[c] /= total;
    int count = retrieve(k, s->random, FEED_CANDIDATES * round);
    forget_seen(k, s->exposures);
    for (uint32_t i = 0; i < s->exposures; i++) note_seen(k, shown[i]);
    // What the round has shown counts as taken.
    count = keep_showable(k, count, FEED_CANDIDATES - ((int)s->exposures - (round - 1) * ROUND_EXPOSURES));
    for (int i = 0; i < count; i++) k->scores[i] = inner_product(row(k, k->candidates[i]), user->profile);
    s->count = (uint16_t)best(k, count);
    s->slot = 0;
    for (int slot = 0; slot < s->count; slot++) s->page[slot] = k->candidates[~(uint32_t)k->order[slot]];
    if (s->count) fetch(k, s->page[0]);
    write_record(k, (Record){s->time, s->count, s->user, s->ordinal, 0, (uint32_t)count, 2, 0, 0});
    k->work.pages++;
}

// MARK: an exposure

static inline int happens(float utility, uint32_t bits) {
    return (double)bits * 0x1p-32 * (double)(1 + expf(-utility)) < 1;
}

static void expose(FeedKernel *k, Session *s, uint32_t *shown) {
    uint32_t listing = s->page[s->slot];
    if (s->slot + 1 < s->count) fetch(k, s->page[s->slot + 1]);
    Face *face = k->faces + listing;
    int is_sold = !is_listed(k, listing), clicked = 0;
    write_record(
        k, (Record){s->time, face->price, s->user, s->ordinal, listing, (uint32_t)is_sold, 3, 0, s->slot});
    face->impressions++;
    if (!is_sold) {
        float match = inner_product(row(k, listing), s->taste);
        Block draws = philox(s->user, listing, s->ordinal, 7u << 16);
        float base = face->category == s->intent ? -2.75f : -3.97f;
        float value = 0.2f * face->quality - k->people[s->user].price_sensitivity * face->relative_price;
        clicked = happens(base + 0.4f * match + 1.2f * face->appeal, draws.word[0]);
        int liked = happens(-1.73f + 0.1f * match, draws.word[1]) & clicked;
        int carted = happens(-3.99f + value, draws.word[2]) & clicked;
        int bought = happens(-2.2f + 0.1f * face->quality, draws.word[3]) & carted;
        if (clicked) {
            face->clicks++;
            face->likes += (uint32_t)liked;
            write_record(k, (Record){s->time, face->price, s->user, s->ordinal, listing, 0, 4, 0, s->slot});
            k->sink += (uint64_t)(carted + bought);
        }
    }
    shown[s->exposures++] = listing;
    s->slot++;
    k->work.exposures++;
    Block draws = philox(s->user, s->exposures, s->ordinal, 9u << 16);
    s->time += 1 + (draws.word[3] >> 22);
    if (draws.word[1] < 42949672u) s->intent = (uint8_t)(((uint64_t)draws.word[2] * FEED_CATEGORIES) >> 32);
}

FeedWork feed_kernel_serve(FeedKernel *k, uint64_t pages) {
    FeedWork before = k->work;
    while (k->work.pages - before.pages < pages) {
        Session *s = k->session + k->turn;
        uint32_t *shown = k->shown[k->turn];
        if (s->slot < s->count) {
            expose(k, s, shown);
            if (s->exposures >= s->length) open_session(k, s);
        } else {
            serve(k, s, shown);
            if (s->count == 0) open_session(k, s);
        }
        k->turn = k->turn + 1 == k->sessions ? 0 : k->turn + 1;
    }
    return (FeedWork){k->work.pages - before.pages, k->work.exposures - before.exposures,
                      k->digest[0] ^ k->digest[1] ^ k->sink};
}

uint64_t feed_kernel_load_lines(const FeedKernel *k, uint64_t count) {
    uint64_t sum = 0;
    for (uint64_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, row(k, below(mix(i), k->listings)), sizeof bits);
        sum += bits;
    }
    return sum;
}

// MARK: the market

/// Exposures of a session, by the hazards of leaving that the standard market has.
static uint16_t session_length(uint64_t *draw) {
    double patience = exp(1.36 * normal((*draw)++));
    int exposures = 0, idle = 0;
    for (;;) {
        uint64_t bits = mix((*draw)++ ^ 0xabcdef);
        exposures++;
        idle = (bits & 1023) < 41 ? 0 : idle + 1;
        double hazard = (0.0085 + (idle < 25 ? idle : 25) * 0.11 / 25) / patience;
        if ((double)(bits >> 11) * 0x1p-53 < hazard || exposures >= MOST_EXPOSURES) return (uint16_t)exposures;
    }
}

static void fill(FeedKernel *k) {
    for (uint32_t i = 0; i < k->listings; i++) {
        for (int d = 0; d < FEED_DIMENSIONS; d++)
            k->content[(size_t)i * FEED_DIMENSIONS + (size_t)d] = normal(((uint64_t)i << 5 | (uint64_t)d) + 1);
        uint8_t category = (uint8_t)(mix(i + 3) % FEED_CATEGORIES);
        k->faces[i] = (Face){.price = 2500 + i % 1000, .relative_price = 0.3f * normal((uint64_t)i << 5 | 20),
                             .appeal = normal((uint64_t)i << 5 | 21), .quality = normal((uint64_t)i << 5 | 22),
                             .category = category, .id = i};
        k->listed[i >> 6] |= 1ull << (i & 63);
        k->live[category][k->live_count[category]++] = i;
    }
    // Lists of listings that come and go are in no order.
    for (int c = 0; c < FEED_CATEGORIES; c++)
        for (uint32_t i = k->live_count[c]; i > 1; i--) {
            uint32_t j = below(mix((uint64_t)c << 40 | i), i), moved = k->live[c][i - 1];
            k->live[c][i - 1] = k->live[c][j];
            k->live[c][j] = moved;
        }
    for (uint32_t u = 0; u < k->users; u++) {
        User *user = k->people + u;
        for (int d = 0; d < FEED_DIMENSIONS; d++) user->profile[d] = normal((uint64_t)u * 31 + (uint64_t)d + 77777777777u);
        for (int n = 0; n < 3; n++) {
            uint64_t bits = mix((uint64_t)u * 5 + (uint64_t)n);
            user->clicks[bits % FEED_CATEGORIES] += (uint8_t)((bits >> 20) % (n ? 8 : 30));
        }
        user->price_sensitivity = 0.15f;
    }
    uint64_t draw = 99;
    for (int i = 0; i < LENGTHS; i++) k->lengths[i] = session_length(&draw);
    for (uint32_t n = 0; n < k->sessions; n++) open_session(k, k->session + n);
}

FeedKernel *feed_kernel_make(uint32_t listings) {
    FeedKernel *k = calloc(1, sizeof *k);
    if (!k) return NULL;
    k->listings = listings;
    k->users = listings / 10 < 20000 ? 20000 : listings / 10;
    // So many browse at a time in the standard market.
    k->sessions = listings <= 100000 ? 16 : listings <= 1000000 ? 64 : 512;
    k->content = allocate((size_t)listings * FEED_DIMENSIONS * sizeof(float));
    k->faces = allocate((size_t)listings * sizeof(Face));
    k->people = allocate((size_t)k->users * sizeof(User));
    k->listed = allocate(((size_t)listings / 64 + 1) * sizeof(uint64_t));
    k->session = allocate(k->sessions * sizeof(Session));
    k->shown = allocate(k->sessions * sizeof *k->shown);
    k->journal = allocate(RECORDS * sizeof(Record));
    int complete = k->content && k->faces && k->people && k->listed && k->session && k->shown && k->journal;
    for (int c = 0; c < FEED_CATEGORIES; c++) {
        // Categories are drawn evenly: an eighth more than the mean is many standard deviations.
        k->live[c] = allocate(((size_t)listings / FEED_CATEGORIES + listings / 128 + 1024) * sizeof(uint32_t));
        complete = complete && k->live[c];
    }
    if (!complete) {
        feed_kernel_free(k);
        return NULL;
    }
    fill(k);
    return k;
}

void feed_kernel_free(FeedKernel *k) {
    if (!k) return;
    for (int c = 0; c < FEED_CATEGORIES; c++) free(k->live[c]);
    free(k->content);
    free(k->faces);
    free(k->people);
    free(k->listed);
    free(k->session);
    free(k->shown);
    free(k->journal);
    free(k);
}

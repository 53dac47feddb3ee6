/* Market policies in C: what a plug-in of MarketLab exports and what it is handed.
 *
 * A plug-in is a shared library that exports `market_policy_plugin`. It fills slots of the platform: it ranks candidates,
 * retrieves them, decides when an app asks for a new page, or bids for campaigns. The platform makes an instance of a policy for
 * each arm of each world, asks it with batches of columns, and tells it what became of its answers.
 *
 * The contract is the same in C, C++, Rust, Zig and any other language that speaks C's calling convention; nothing but the C
 * standard headers is needed. This header is its whole documentation. What the columns are is made from the declarations that
 * the built-in policies are compiled against, so neither can have a column that the other lacks.
 *
 * Stability: the ABI is 0.x. A minor version appends to structures and adds columns, calls and slots; a plug-in that was
 * compiled against an older minor version loads. Until 1.0 a new major number may change everything.
 *
 * Determinism: the same seed gives the same bytes. A policy takes randomness from its key (`reset`) and from the columns named
 * `random` only, never from a clock, an address or the system's generator. `marketlab policy check` finds out.
 *
 * Threads: `market_policy_plugin` is called once, before any other function. All functions of one instance are called by one
 * thread at a time, though not always by the same one. Instances of different worlds are used at the same time: a plug-in must
 * keep no state that is shared among its instances, or guard it.
 */
#ifndef MARKETPOLICY_H
#define MARKETPOLICY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this contract: the major number in the upper 16 bits, the minor number in the lower ones. */
#define MARKET_ABI(major, minor) (((uint32_t)(major) << 16) | (uint32_t)(minor))
#define MARKET_ABI_MAJOR 0
#define MARKET_ABI_MINOR 1
#define MARKET_ABI_VERSION MARKET_ABI(MARKET_ABI_MAJOR, MARKET_ABI_MINOR)

/* The Arrow C data interface (https://arrow.apache.org/docs/format/CDataInterface.html), word for word. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

/* One column of a batch: Arrow arrays of one schema, one after the other.
 *
 * The list of columns below says of each what it has one number per:
 *   - of `batch`: one chunk of length 1;
 *   - of the batch's row, or of anything else alone: one chunk, a number per row or per thing;
 *   - of a thing and a row, in this order: a chunk per thing, each with a number per row;
 *   - of a row and a thing, in this order: one chunk, a fixed-size list per row; its numbers are in the child, row after row.
 *     Slots beyond `page_slots` of a row mean nothing;
 *   - of a category and a live listing: a chunk per category, as long as the category has live listings.
 * No column has nulls, and `offset` is 0. The arrays are the platform's: they are valid until the call returns, and are not to be
 * released (`release` is not NULL and does nothing). */
typedef struct MarketColumn {
    const struct ArrowSchema *schema;
    int64_t chunk_count;
    const struct ArrowArray *chunks;
} MarketColumn;

/* What passes in one call. */
typedef struct MarketBatch {
    uint32_t struct_size;
    /* The place of the call among the policy's `calls`. */
    uint32_t call;
    /* Rows of the batch; what a row is, the call says. */
    int64_t rows;
    /* The columns that the policy asks for, in the order in which it asks. */
    int64_t input_count;
    const MarketColumn *inputs;
    /* All answers of the call, in the order of the list below; their buffers are to be written. What is not written stays what
     * the list says it is at first. */
    int64_t answer_count;
    const MarketColumn *answers;
} MarketBatch;

/* What a function that can fail returns. */
enum {
    MARKET_OK = 0,
    /* It failed; `last_error` says why. */
    MARKET_FAILED = 1,
    /* What was asked for is not known here. */
    MARKET_UNKNOWN = 2
};

/* One number, switch, word or file that a scenario may set. */
typedef struct MarketParameter {
    uint32_t struct_size;
    /* How a person writes it and what the policy is handed: MARKET_UNIT_… below. */
    uint32_t unit;
    /* Lower-case words joined by `_`. */
    const char *name;
    /* One sentence. */
    const char *summary;
    /* The value where a scenario gives none; of a switch 0 or 1, of a word its place among `choices`. A file has none. */
    double default_value;
    /* Inclusive bounds of a number; -INFINITY and INFINITY where there are none. */
    double least, most;
    /* Of a word: those that are accepted, NULL behind the last; else NULL. */
    const char *const *choices;
} MarketParameter;

enum {
    /* A plain number. */
    MARKET_UNIT_NUMBER = 0,
    /* A part of a whole, from 0 to 1; a person may write 30 %. */
    MARKET_UNIT_SHARE = 1,
    /* A whole number of things. */
    MARKET_UNIT_COUNT = 2,
    /* Milliseconds; a person writes 250ms, 30s, 15m, 12h, 7d. */
    MARKET_UNIT_DURATION = 3,
    /* Minor units of the scenario's currency; a person writes 25.00 USD. */
    MARKET_UNIT_MONEY = 4,
    /* Events per day. */
    MARKET_UNIT_PER_DAY = 5,
    /* Events per week. */
    MARKET_UNIT_PER_WEEK = 6,
    /* true or false. */
    MARKET_UNIT_TOGGLE = 7,
    /* One of `choices`. */
    MARKET_UNIT_WORD = 8,
    /* A file, such as a trained model, which a scenario must name: a person writes its path from the scenario's folder on, the policy
     * is handed the absolute path, and its contents are a part of what a run is of. */
    MARKET_UNIT_FILE = 9,
    /* Bytes of memory; a person writes 500MB, 2GB. */
    MARKET_UNIT_BYTES = 10
};

/* A call that a policy takes, and the columns that it reads in it. A call that a policy does not list is not made. */
typedef struct MarketCall {
    uint32_t struct_size;
    /* The call's name, as `score`; see the list below. */
    const char *name;
    /* Names of columns, NULL behind the last. Of a ranking policy's `score`, `own_signals.NAME` is the column NAME of people's
     * own files of users or listings: one chunk, a number per candidate. */
    const char *const *inputs;
} MarketCall;

/* What the platform lends to a policy for as long as the policy lives. */
typedef struct MarketHost {
    uint32_t struct_size;
    uint32_t abi;
    /* An optional part of the platform by its id, or NULL; there are none yet. */
    const void *(*extension)(const struct MarketHost *host, const char *id);
} MarketHost;

/* A policy: the slot that it fills, what it can be told, and its functions. */
typedef struct MarketPolicy {
    uint32_t struct_size;
    /* `retrieval`, `ranking`, `request` or `bidding`. */
    const char *slot;
    /* Lower-case words joined by `-`. */
    const char *name;
    /* One sentence for listings. */
    const char *summary;
    int64_t parameter_count;
    const MarketParameter *parameters;
    int64_t call_count;
    const MarketCall *calls;

    /* Of the author's own: the platform does not look at it. */
    void *context;

    /* Makes an instance.
     * self: this structure, for functions that several policies share.
     * parameters: one line of JSON, an object with a value for every parameter: {"step":1,"start":0}. Valid during the call.
     * policy: takes the instance.
     * error, error_size: room for a sentence, with its ending 0, that says why it failed. */
    int32_t (*create)(const struct MarketPolicy *self, const MarketHost *host, const char *parameters, void **policy,
                      char *error, size_t error_size);

    /* Begins from nothing, whatever was learnt before. Called once after `create`, and whenever the platform likes.
     * key: of this policy in this world, equal in every arm and twin; see `market_mix`. */
    int32_t (*reset)(void *policy, uint64_t key);

    /* Answers a call, or takes in what became of answers. */
    int32_t (*decide)(void *policy, const MarketBatch *batch);
    int32_t (*learn)(void *policy, const MarketBatch *batch);

    /* A property of this instance that its slot has (see the list below): writes it and returns MARKET_OK, or returns
     * MARKET_UNKNOWN for what the platform assumes. NULL where all is as assumed. */
    int32_t (*property)(void *policy, const char *name, double *value);

    /* What was learnt, as bytes that are the policy's and stay until its next call; NULL, both, where nothing is learnt. A state
     * that was saved may be loaded into another instance with the same parameters, in another process. */
    int32_t (*save)(void *policy, const uint8_t **bytes, int64_t *count);
    int32_t (*load)(void *policy, const uint8_t *bytes, int64_t count);

    void (*destroy)(void *policy);

    /* One sentence on the last failure of this instance, which stays until its next call. May be NULL. */
    const char *(*last_error)(void *policy);
} MarketPolicy;

/* What `market_policy_plugin` returns: readable without making anything. It lives as long as the process. */
typedef struct MarketPlugin {
    uint32_t struct_size;
    /* The version that the plug-in was compiled against: MARKET_ABI_VERSION. */
    uint32_t abi;
    /* Lower-case words joined by `-` or `.`; different from other plug-ins'. */
    const char *id;
    const char *version;
    int64_t policy_count;
    const MarketPolicy *const *policies;
    /* Files that the policies read, such as models, relative to the library, NULL behind the last: their contents are a part of
     * what a run is of. NULL for none. */
    const char *const *files;
    /* An optional part of the plug-in by its id, or NULL; the function may be NULL. */
    const void *(*extension)(const char *id);
} MarketPlugin;

/* The one function that a plug-in exports. Called once when the library is loaded, on the main thread.
 * abi: the platform's version. A plug-in that needs a newer one returns NULL.
 * reason: takes one sentence where NULL is returned. */
#if defined(_WIN32)
#define MARKET_EXPORT __declspec(dllexport)
#else
#define MARKET_EXPORT __attribute__((visibility("default")))
#endif
MARKET_EXPORT const MarketPlugin *market_policy_plugin(uint32_t abi, const char **reason);

/* Defines that function of a plug-in whose policies are these, pointers to MarketPolicy:
 *   MARKET_PLUGIN("my-rankers", "1.0", &freshest, &cheapest) */
#define MARKET_PLUGIN(plugin_id, plugin_version, ...)                                                                  \
    const MarketPlugin *market_policy_plugin(uint32_t abi, const char **reason) {                                      \
        static const MarketPolicy *const policies[] = {__VA_ARGS__};                                                   \
        static const MarketPlugin plugin = {sizeof(MarketPlugin), MARKET_ABI_VERSION, plugin_id, plugin_version,       \
                                            sizeof policies / sizeof *policies, policies, NULL, NULL};                 \
        if (abi >= MARKET_ABI_VERSION) return &plugin;                                                                 \
        *reason = "it needs a newer MarketLab";                                                                        \
        return NULL;                                                                                                   \
    }

/* `create` and `destroy` of a policy that keeps nothing. */
static inline int32_t market_create_nothing(const MarketPolicy *self, const MarketHost *host, const char *parameters,
                                            void **policy, char *error, size_t size) {
    static char nothing;
    (void)self, (void)host, (void)parameters, (void)error, (void)size;
    *policy = &nothing;
    return MARKET_OK;
}

static inline void market_destroy_nothing(void *policy) { (void)policy; }

/* 64 well mixed bits of the ordered pair (a, b): with either fixed, a bijection of the other. As many random numbers as one likes
 * come from a key by counting: market_mix(key, 0), market_mix(key, 1), … The built-in policies draw by the same function. */
static inline uint64_t market_finalise(uint64_t z) {
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}
static inline uint64_t market_mix(uint64_t a, uint64_t b) {
    return market_finalise(market_finalise(a + UINT64_C(0x9E3779B97F4A7C15)) ^ b);
}
/* The top 53 bits of a hash as a number from 0 to just under 1. */
static inline double market_fraction(uint64_t hash) { return (double)(hash >> 11) * 1.1102230246251565e-16; }

/* The numbers of a chunk of a column. Of a fixed-size list per row the numbers of all rows, row after row. */
static inline const void *market_values(const MarketColumn *column, int64_t chunk) {
    const struct ArrowArray *array = &column->chunks[chunk];
    return array->n_children ? array->children[0]->buffers[1] : array->buffers[1];
}
/* As `market_values`, to be written. */
static inline void *market_answers(const MarketColumn *column, int64_t chunk) {
    return (void *)(uintptr_t)market_values(column, chunk);
}
/* The one number of a column that has one number per batch. */
static inline int64_t market_int64(const MarketColumn *column) { return *(const int64_t *)market_values(column, 0); }
static inline uint64_t market_uint64(const MarketColumn *column) { return *(const uint64_t *)market_values(column, 0); }
static inline double market_float64(const MarketColumn *column) { return *(const double *)market_values(column, 0); }

/* The text behind a parameter's name in `create`'s line, or NULL. */
static inline const char *market_parameter(const char *parameters, const char *name) {
    size_t length = strlen(name);
    for (const char *at = parameters; (at = strchr(at, '"')); at++)
        if (!strncmp(at + 1, name, length) && at[1 + length] == '"' && at[2 + length] == ':') return at + length + 3;
    return NULL;
}

/* The lists of slots, calls and columns: `marketlab policies --columns` prints them as a table. */
#include "marketcolumns.h"

#ifdef __cplusplus
}
#endif
#endif /* MARKETPOLICY_H */

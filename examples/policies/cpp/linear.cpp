// A ranking policy in C++17 from the header alone: a weighted sum of columns, whose weights stand in a file that the scenario names.
//
// It shows a parameter that is a file, and classes behind the functions of the contract. The file has a line per column, a name and a
// weight: `clicks 0.8`.
//
//     c++ -std=c++17 -O2 -shared -fPIC -I ../../../Sources/CMarketPolicy linear.cpp -o linear.so

#include "marketpolicy.h"

#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>

namespace {

// What can be weighed, in the order in which the columns are asked for.
const char *const columns[] = {MARKET_COLUMN_RELATIVE_PRICE, MARKET_COLUMN_AGE,   MARKET_COLUMN_IMPRESSIONS,
                               MARKET_COLUMN_CLICKS,         MARKET_COLUMN_LIKES, MARKET_COLUMN_CATEGORY_AFFINITY,
                               nullptr};
constexpr int width = sizeof columns / sizeof *columns - 1;

class Linear {
public:
    explicit Linear(const std::string &path) {
        std::ifstream file(path);
        if (!file) throw std::runtime_error("the file of weights cannot be opened");
        for (std::string name; file >> name;) {
            double weight;
            int place = 0;
            while (place < width && name != columns[place]) place++;
            if (place == width) throw std::runtime_error("the file of weights names " + name + ", which is no column here");
            if (!(file >> weight)) throw std::runtime_error("the file of weights has no number behind " + name);
            weights[place] = weight;
        }
    }

    void score(const MarketBatch &batch) const {
        auto *scores = static_cast<float *>(market_answers(&batch.answers[0], 0));
        for (int place = 0; place < width; place++) {
            const auto *values = static_cast<const float *>(market_values(&batch.inputs[place], 0));
            for (int64_t row = 0; row < batch.rows; row++) scores[row] += static_cast<float>(weights[place] * values[row]);
        }
    }

    std::string failure;

private:
    double weights[width] = {};
};

// The text of a parameter in the line of JSON, without its quotes; a backslash stands before what it escapes.
std::string text(const char *parameters, const char *name) {
    std::string value;
    const char *at = market_parameter(parameters, name);
    if (!at || *at != '"') return value;
    for (at++; *at && *at != '"'; at++) {
        if (*at == '\\' && at[1]) at++;
        value += *at;
    }
    return value;
}

// No exception may leave a function of the contract.
int32_t create(const MarketPolicy *, const MarketHost *, const char *parameters, void **policy, char *error, size_t error_size) {
    try {
        *policy = new Linear(text(parameters, "file"));
        return MARKET_OK;
    } catch (const std::exception &problem) {
        std::snprintf(error, error_size, "%s", problem.what());
        return MARKET_FAILED;
    }
}

int32_t reset(void *, uint64_t) { return MARKET_OK; }

int32_t decide(void *policy, const MarketBatch *batch) {
    static_cast<Linear *>(policy)->score(*batch);
    return MARKET_OK;
}

void destroy(void *policy) { delete static_cast<Linear *>(policy); }

MarketPolicy linear() {
    static const MarketCall call = {sizeof(MarketCall), MARKET_CALL_SCORE, columns};
    static MarketParameter file = {};
    file.struct_size = sizeof file;
    file.unit = MARKET_UNIT_FILE;
    file.name = "file";
    file.summary = "The weights: a line per column, its name and its weight.";
    MarketPolicy policy = {};
    policy.struct_size = sizeof policy;
    policy.slot = MARKET_SLOT_RANKING;
    policy.name = "linear";
    policy.summary = "By a weighted sum of columns, whose weights stand in a file.";
    policy.parameter_count = 1;
    policy.parameters = &file;
    policy.call_count = 1;
    policy.calls = &call;
    policy.create = create;
    policy.reset = reset;
    policy.decide = decide;
    policy.destroy = destroy;
    return policy;
}

}  // namespace

MARKET_EXPORT const MarketPlugin *market_policy_plugin(uint32_t abi, const char **reason) {
    if (abi < MARKET_ABI_VERSION) {
        *reason = "it needs contract 0.1";
        return nullptr;
    }
    static const MarketPolicy policy = linear();
    static const MarketPolicy *const policies[] = {&policy};
    static MarketPlugin plugin = {};
    plugin.struct_size = sizeof plugin;
    plugin.abi = MARKET_ABI_VERSION;
    plugin.id = "linear-cpp";
    plugin.version = "1.0";
    plugin.policy_count = 1;
    plugin.policies = policies;
    return &plugin;
}

/// In what a policy is written.
enum PolicyLanguage: String, CaseIterable {
    case swift, c, python
}

/// The source of a policy to begin with, by language and slot. NAME, TYPE and IDENTIFIER stand for the policy's own.
enum PolicyTemplates {
    static func text(_ language: PolicyLanguage, _ slot: String) -> String {
        switch language {
        case .python: pythonHead + (python[slot] ?? "")
        case .c: cHead + (c[slot] ?? "") + cTail
        case .swift: swiftHead + (swift[slot] ?? "") + swiftTail
        }
    }

    // MARK: - Python

    private static let pythonHead = """
        \"""NAME, a policy for MarketLab. The arguments of its methods are the columns that it reads.\"""

        from marketlab import BiddingPolicy, Parameter, RankingPolicy, RequestPolicy, RetrievalPolicy

        __version__ = "1.0"


        """

    private static let python = [
        "ranking": """
        class TYPE(RankingPolicy):
            \"""The newest first; content that matches the user's profile makes up for days of age.\"""

            name = "NAME"
            parameters = [Parameter("match_days", "Days of age that one unit of match makes up for.", default=2, range=(0, 1000))]

            def __init__(self, parameters):
                self.match_days = parameters["match_days"]

            def score(self, content, profile, age):
                return self.match_days * (profile @ content) - age

        """,
        "retrieval": """
        class TYPE(RetrievalPolicy):
            \"""The newest live listings of all categories.\"""

            name = "NAME"

            def retrieve(self, wanted, live_listings):
                newest = sorted((listing for category in live_listings for listing in category.tolist()), reverse=True)
                return newest[:wanted]

        """,
        "request": """
        class TYPE(RequestPolicy):
            \"""Asks for a new page after a run of exposures without a click.\"""

            name = "NAME"
            parameters = [Parameter("patience", "Exposures without a click.", default=20, unit="count", range=(1, 1000))]

            def __init__(self, parameters):
                self.patience = parameters["patience"]

            def decide(self, idle_run):
                return idle_run >= self.patience

        """,
        "bidding": """
        class TYPE(BiddingPolicy):
            \"""Bids the value, shaded by how far spending is ahead of the plan.\"""

            name = "NAME"

            def begin(self, budget):
                return 1.0

            def plan(self, plan_passed, budget, budget_left):
                spent = 1 - budget_left[0] / budget[0] if budget[0] > 0 else 0
                return 1.0 if spent <= plan_passed[0] else plan_passed[0] / spent

        """,
    ]

    // MARK: - C

    private static let cHead = """
        /* NAME, a policy for MarketLab: marketpolicy.h is the documentation of all that is used here. */
        #include "marketpolicy.h"


        """

    /// Of a policy that keeps nothing.
    private static let c = [
        "ranking": """
        #include <math.h>
        #include <stdio.h>
        #include <stdlib.h>

        /* Learns from what is clicked how much age matters, by logistic regression, and ranks by that. */
        typedef struct Policy {
            float step;
            struct Learnt {
                float level, of_age;
            } learnt;
            const char *error;
        } Policy;

        static int32_t create(const MarketPolicy *self, const MarketHost *host, const char *parameters, void **policy, char *error,
                              size_t size) {
            (void)self, (void)host;
            Policy *made = calloc(1, sizeof *made);
            if (!made) {
                snprintf(error, size, "there is no memory");
                return MARKET_FAILED;
            }
            made->step = strtof(market_parameter(parameters, "step"), NULL);
            *policy = made;
            return MARKET_OK;
        }

        static int32_t reset(void *policy, uint64_t key) {
            (void)key;
            ((Policy *)policy)->learnt = (struct Learnt){-3, -0.1f};
            return MARKET_OK;
        }

        /* What is remembered of a candidate comes back with what became of it. */
        static int32_t decide(void *policy, const MarketBatch *batch) {
            const Policy *own = policy;
            const float *age = market_values(&batch->inputs[0], 0);
            float *scores = market_answers(&batch->answers[0], 0), *remembered = market_answers(&batch->answers[1], 0);
            for (int64_t row = 0; row < batch->rows; row++) {
                remembered[row] = log1pf(age[row]);
                scores[row] = own->learnt.of_age * remembered[row];
            }
            return MARKET_OK;
        }

        static int32_t learn(void *policy, const MarketBatch *batch) {
            Policy *own = policy;
            const uint32_t *outcomes = market_values(&batch->inputs[0], 0);
            const float *remembered = market_values(&batch->inputs[1], 0);
            for (int64_t row = 0; row < batch->rows; row++) {
                float chance = 1 / (1 + expf(-own->learnt.level - own->learnt.of_age * remembered[row]));
                float error = (outcomes[row] & 1 ? 1 : 0) - chance;
                own->learnt.level += own->step * error;
                own->learnt.of_age += own->step * error * remembered[row];
            }
            return MARKET_OK;
        }

        static int32_t save(void *policy, const uint8_t **bytes, int64_t *count) {
            *bytes = (const uint8_t *)&((Policy *)policy)->learnt;
            *count = sizeof(struct Learnt);
            return MARKET_OK;
        }

        static int32_t load(void *policy, const uint8_t *bytes, int64_t count) {
            Policy *own = policy;
            if (count != sizeof(struct Learnt)) {
                own->error = "the saved state is not one of this policy";
                return MARKET_FAILED;
            }
            memcpy(&own->learnt, bytes, sizeof(struct Learnt));
            return MARKET_OK;
        }

        static const char *last_error(void *policy) { return ((Policy *)policy)->error; }

        static const MarketParameter parameters[] = {{
            sizeof(MarketParameter), MARKET_UNIT_NUMBER, "step", "How far an outcome moves what was learnt.", 0.01, 0, 1, NULL}};
        static const char *const candidate[] = {MARKET_COLUMN_AGE, NULL};
        static const char *const shown[] = {MARKET_COLUMN_OUTCOMES, MARKET_COLUMN_REMEMBERED, NULL};
        static const MarketCall calls[] = {
            {sizeof(MarketCall), MARKET_CALL_SCORE, candidate},
            {sizeof(MarketCall), MARKET_CALL_LEARN, shown},
        };

        static const MarketPolicy IDENTIFIER = {
            .struct_size = sizeof(MarketPolicy),
            .slot = MARKET_SLOT_RANKING,
            .name = "NAME",
            .summary = "By age, as much as it is learnt to matter for clicks.",
            .parameter_count = sizeof parameters / sizeof *parameters,
            .parameters = parameters,
            .call_count = sizeof calls / sizeof *calls,
            .calls = calls,
            .create = create,
            .reset = reset,
            .decide = decide,
            .learn = learn,
            .save = save,
            .load = load,
            .destroy = free,
            .last_error = last_error,
        };

        """,
        "retrieval": """
        /* The newest live listings of all categories: ids are given in the order of creation. */
        static int32_t decide(void *policy, const MarketBatch *batch) {
            (void)policy;
            int64_t wanted = market_int64(&batch->inputs[0]), listing = market_int64(&batch->inputs[1]), count = 0;
            const int32_t *units = market_values(&batch->inputs[2], 0);
            uint32_t *candidates = market_answers(&batch->answers[0], 0);
            while (listing-- > 0 && count < wanted)
                if (units[listing] > 0) candidates[count++] = (uint32_t)listing;
            *(int64_t *)market_answers(&batch->answers[1], 0) = count;
            return MARKET_OK;
        }

        static const char *const columns[] = {MARKET_COLUMN_WANTED, MARKET_COLUMN_CREATED_COUNT, MARKET_COLUMN_UNITS_FOR_SALE, NULL};
        static const MarketCall calls[] = {{sizeof(MarketCall), MARKET_CALL_RETRIEVE, columns}};

        """ + cStateless("RETRIEVAL", "The newest live listings of all categories."),
        "request": """
        /* Asks for a new page after twenty exposures without a click. */
        static int32_t decide(void *policy, const MarketBatch *batch) {
            (void)policy;
            const float *idle = market_values(&batch->inputs[0], 0);
            uint8_t *asks = market_answers(&batch->answers[0], 0);
            for (int64_t row = 0; row < batch->rows; row++) asks[row] = idle[row] >= 20;
            return MARKET_OK;
        }

        static const char *const columns[] = {MARKET_COLUMN_IDLE_RUN, NULL};
        static const MarketCall calls[] = {{sizeof(MarketCall), MARKET_CALL_DECIDE, columns}};

        """ + cStateless("REQUEST", "After twenty exposures without a click."),
        "bidding": """
        /* Bids the value, shaded by how far spending is ahead of the plan. */
        static int32_t decide(void *policy, const MarketBatch *batch) {
            (void)policy;
            double multiplier = 1;
            if (batch->call == 1) {
                double passed = market_float64(&batch->inputs[0]), budget = market_float64(&batch->inputs[1]);
                double spent = budget > 0 ? 1 - market_float64(&batch->inputs[2]) / budget : 0;
                if (spent > passed) multiplier = passed / spent;
            }
            *(double *)market_answers(&batch->answers[0], 0) = multiplier;
            return MARKET_OK;
        }

        static const char *const terms[] = {MARKET_COLUMN_BUDGET, NULL};
        static const char *const moment[] = {MARKET_COLUMN_PLAN_PASSED, MARKET_COLUMN_BUDGET, MARKET_COLUMN_BUDGET_LEFT, NULL};
        static const MarketCall calls[] = {
            {sizeof(MarketCall), MARKET_CALL_BEGIN, terms},
            {sizeof(MarketCall), MARKET_CALL_PLAN, moment},
        };

        """ + cStateless("BIDDING", "The value, shaded by how far spending is ahead of the plan."),
    ]

    private static func cStateless(_ slot: String, _ summary: String) -> String {
        """
        static const MarketPolicy IDENTIFIER = {
            .struct_size = sizeof(MarketPolicy),
            .slot = MARKET_SLOT_\(slot),
            .name = "NAME",
            .summary = "\(summary)",
            .call_count = sizeof calls / sizeof *calls,
            .calls = calls,
            .create = market_create_nothing,
            .decide = decide,
            .destroy = market_destroy_nothing,
        };

        """
    }

    private static let cTail = """

        MARKET_PLUGIN("NAME", "1.0", &IDENTIFIER)

        """

    // MARK: - Swift

    private static let swiftHead = """
        import PolicyExport


        """

    private static let swift = [
        "ranking": """
        /// The newest first; content that matches the user's profile makes up for days of age.
        public final class TYPE: RankingPolicy {
            public static let name = "NAME"
            public static let summary = "The newest first; content that matches the user's profile makes up for days of age."
            public static let parameters = [
                Parameter(
                    "match_days", "Days of age that one unit of match makes up for.", unit: .number, default: 2, range: 0...1_000)
            ]
            public let signals: SignalSet = [.content, SignalSet(.age)]
            private let matchDays: Float

            public init(parameters: ParameterValues, seed: UInt64) {
                matchDays = Float(parameters.number("match_days"))
            }

            public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
                let (age, profile) = (batch.signal(.age), batch.profile)
                for candidate in 0..<batch.count { answers.scores[candidate] = -age[candidate] }
                for dimension in 0..<batch.dimensions {
                    let (weight, content) = (matchDays * profile[dimension], batch.content(dimension))
                    for candidate in 0..<batch.count { answers.scores[candidate] += weight * content[candidate] }
                }
            }
        }

        """,
        "retrieval": """
        /// The newest live listings of all categories.
        public final class TYPE: RetrievalPolicy {
            public static let name = "NAME"
            public static let summary = "The newest live listings of all categories."

            public init(parameters: ParameterValues, seed: UInt64) {}

            public func retrieve(_ batch: borrowing RetrievalBatch, into answers: inout RetrievalAnswers) {
                let units = batch.unitsForSale
                var (listing, count) = (batch.createdCount - 1, 0)
                while listing >= 0, count < batch.wanted {
                    if units[listing] > 0 {
                        answers.candidates[count] = UInt32(listing)
                        count += 1
                    }
                    listing -= 1
                }
                answers.count = count
            }
        }

        """,
        "request": """
        /// Asks for a new page after a run of exposures without a click.
        public final class TYPE: RequestPolicy {
            public static let name = "NAME"
            public static let summary = "After a run of exposures without a click."
            public static let parameters = [
                Parameter("patience", "Exposures without a click.", unit: .count, default: 20, range: 1...1_000)
            ]
            private let patience: Float

            public init(parameters: ParameterValues, seed: UInt64) { patience = Float(parameters.number("patience")) }

            public func decide(_ batch: borrowing RequestBatch, into answers: inout RequestAnswers) {
                let idle = batch.fact(.idleRun)
                for moment in 0..<batch.count { answers.decide(moment, asks: idle[moment] >= patience) }
            }
        }

        """,
        "bidding": """
        /// Bids the value, shaded by how far spending is ahead of the plan.
        public final class TYPE: BiddingPolicy {
            public static let name = "NAME"
            public static let summary = "The value, shaded by how far spending is ahead of the plan."

            public init(parameters: ParameterValues, seed: UInt64) {}

            public func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
                answers[0] = BidRule(multiplier: 1)
            }

            public func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) {
                let spent = moment.budget > 0 ? 1 - moment.budgetLeft / moment.budget : 0
                answers[0] = BidRule(multiplier: spent <= moment.planPassed ? 1 : moment.planPassed / spent)
            }
        }

        """,
    ]

    private static let swiftTail = """

        /// What MarketLab asks the library for.
        @_cdecl("market_policy_plugin")
        public func plugin(abi: UInt32, reason: PluginExport.Reason) -> UnsafeRawPointer? {
            PluginExport.plugin("NAME", version: "1.0", abi: abi, reason: reason, [TYPE.self])
        }

        """
}

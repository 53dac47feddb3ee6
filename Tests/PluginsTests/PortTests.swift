import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Plugins
import PolicyKit
import Testing

/// The policies of `examples/policies`, in each language, against the built-in ones that they are ports of.
@Suite struct PortTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Where the ports of one language are, ready to be run.
    enum Language: String, CaseIterable, CustomTestStringConvertible {
        case c, python
        var testDescription: String { rawValue }
    }

    private func port(_ name: String, in language: Language) throws -> String {
        switch language {
        case .c: try PluginKit.example(name, in: folder)
        case .python:
            Checkout.file("examples/policies/python/\(name.replacingOccurrences(of: "-", with: "_")).py").path
        }
    }

    private func market(_ choose: (inout PolicyChoices, inout PolicyRegistry) throws -> Void) throws -> TestMarket {
        var market = TestMarket("ports")
        // Budgets that bind, so that their price matters.
        market.market.ads.campaigns = 30
        market.market.ads.budgetLeast = 1
        market.market.ads.budgetMost = 10
        market.days = 3
        market.assignment = { UInt8($0 & 1) }
        try choose(&market.arms[1].policies, &market.policies)
        return market
    }

    private func digest(_ choose: (inout PolicyChoices, inout PolicyRegistry) throws -> Void) throws -> String {
        try market(choose).run().digest.text
    }

    @Test(arguments: Language.allCases) func aRankingPolicyRanksAsTheBuiltInOne(language: Language) throws {
        let file = try port("content-affinity", in: language)
        let own = try digest { choices, _ in choices[.ranking] = PolicyChoice("content-affinity") }
        let port = try digest { choices, registry in
            choices[.ranking] = try PluginKit.choose(file, .ranking, in: &registry)
        }
        #expect(port == own)
    }

    /// As `content-affinity`, for the candidates of several requests in one call.
    private func together(in language: Language) throws -> String {
        switch language {
        case .c:
            let text = try Checkout.text("examples/policies/c/content-affinity.c")
            let start = try #require(text.range(of: "static int32_t score("))
            let end = try #require(text.range(of: "static const char *const inputs[]"))
            let together = """
                static int32_t score(void *policy, const MarketBatch *batch) {
                    (void)policy;
                    const MarketColumn *content = &batch->inputs[0];
                    const float *profiles = market_values(&batch->inputs[1], 0);
                    const uint32_t *requests = market_values(&batch->inputs[2], 0);
                    float *scores = market_answers(&batch->answers[0], 0);
                    int64_t dimensions = content->chunk_count;
                    for (int64_t dimension = 0; dimension + 4 <= dimensions; dimension += 4) {
                        const float *a = market_values(content, dimension), *b = market_values(content, dimension + 1);
                        const float *c = market_values(content, dimension + 2), *d = market_values(content, dimension + 3);
                        for (int64_t row = 0; row < batch->rows; row++) {
                            const float *p = profiles + requests[row] * dimensions + dimension;
                            scores[row] = scores[row] + a[row] * p[0] + b[row] * p[1] + c[row] * p[2] + d[row] * p[3];
                        }
                    }
                    return MARKET_OK;
                }


                """
            let changed = (text[..<start.lowerBound] + together + text[end.lowerBound...])
                .replacingOccurrences(of: "MARKET_CALL_SCORE,", with: "MARKET_CALL_SCORE_REQUESTS,")
                .replacingOccurrences(
                    of: "MARKET_COLUMN_PROFILE, NULL", with: "MARKET_COLUMN_PROFILE, MARKET_COLUMN_REQUESTS, NULL")
            return try PluginKit.library(changed, named: "together", in: folder)
        case .python:
            try folder.write(
                """
                import numpy

                from marketlab import ranking


                @ranking(name="together", call="score_requests")
                def together(content, profile, requests):
                    "By the match of content and profile."
                    scores = numpy.zeros(content.shape[1], numpy.float32)
                    for dimension in range(len(content)):
                        scores += content[dimension] * profile[requests, dimension]
                    return scores
                """, to: "together.py")
            return folder.file("together.py")
        }
    }

    /// Of several requests as of one, in the process, isolated and in Python.
    @Test(arguments: Language.allCases, [[:], ["isolate": true]] as [[String: ParameterValue]])
    func requestsThatAreScoredTogetherAreRankedAsEachAlone(
        language: Language, parameters: [String: ParameterValue]
    ) throws {
        if language == .python, !parameters.isEmpty { return }
        let file = try together(in: language)
        for latency: Int64 in [200, 60_000] {
            func digest(_ choose: (inout PolicyChoices, inout PolicyRegistry) throws -> Void) throws -> String {
                var market = try market(choose)
                market.market.ads.campaigns = 0
                market.days = 1
                market.everywhere { $0.feed.latency = latency }
                return try market.run().digest.text
            }
            let own = try digest { choices, _ in choices[.ranking] = PolicyChoice("content-affinity") }
            let together = try digest { choices, registry in
                choices[.ranking] = try PluginKit.choose(file, .ranking, parameters, in: &registry)
            }
            #expect(together == own)
        }
    }

    @Test(arguments: Language.allCases) func aRequestPolicyAsksAsTheBuiltInOne(language: Language) throws {
        let file = try port("page-end", in: language)
        let own = try digest { _, _ in }
        let port = try digest { choices, registry in
            choices[.request] = try PluginKit.choose(file, .request, in: &registry)
        }
        #expect(port == own)
    }

    @Test(arguments: Language.allCases, [[:], ["step": 3, "start": 0.5]])
    func aBiddingPolicyBidsAsTheBuiltInOne(language: Language, parameters: [String: ParameterValue]) throws {
        let file = try port("dual-descent", in: language)
        let own = try digest { choices, _ in choices[.bidding] = PolicyChoice("dual-descent", parameters) }
        let port = try digest { choices, registry in
            choices[.bidding] = try PluginKit.choose(file, .bidding, parameters, in: &registry)
        }
        #expect(port == own)
        let other = try digest { choices, _ in choices[.bidding] = PolicyChoice("fixed") }
        #expect(other != own)
    }

    /// An author who says nothing of a limit sets none.
    @Test func aBidWithoutALimitIsBoundedByItsBudgetAlone() throws {
        try folder.write(
            """
            from marketlab import BiddingPolicy

            class Whole(BiddingPolicy):
                def begin(self, budget):
                    return 1
            """, to: "whole.py")
        let own = try digest { choices, _ in choices[.bidding] = PolicyChoice("fixed") }
        let port = try digest { choices, registry in
            choices[.bidding] = try PluginKit.choose(folder.file("whole.py"), .bidding, in: &registry)
        }
        #expect(port == own)
    }
}

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

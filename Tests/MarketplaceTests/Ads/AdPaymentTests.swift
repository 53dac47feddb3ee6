import Bidding
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// What advertisers pay, when, and out of which budget.
struct AdPaymentTests {
    /// Thirty cents a day, in millionths.
    static let budget: Int64 = 300_000

    private static func market(_ payment: AdPayment, _ change: (inout TestMarket) -> Void = { _ in }) -> TestMarket {
        AdMarket.market(payment.rawValue) {
            $0.everywhere { $0.ads.payment = payment }
            change(&$0)
        }
    }

    /// As many charges as there are events of the kind, each under one of them and never above the price agreed.
    private func check(_ run: MarketRun, _ events: [JournalRecord]) {
        let prices = Dictionary(run.records(.adExposure).map { (AdMarket.Showing($0), $0.value) }) { a, _ in a }
        let charges = run.records(.adCharge)
        #expect(charges.count == events.count && charges.count > 20)
        #expect(zip(charges, events).allSatisfy { AdMarket.Showing($0) == AdMarket.Showing($1) && $0.time == $1.time })
        #expect(charges.allSatisfy { $0.value <= prices[AdMarket.Showing($0)] ?? -1 })
        #expect(charges.contains { $0.value > 0 && $0.value == prices[AdMarket.Showing($0)] })
        #expect(run.violations.isEmpty, "\(run.violations)")
    }

    @Test func paymentOnExposureIsChargedOnExposures() throws {
        let run = try Self.market(.exposure).run()
        check(run, run.records(.adExposure))
    }

    @Test func paymentOnClickIsChargedOnClicksOnly() throws {
        let run = try Self.market(.click).run()
        let shown = run.adShowings
        check(run, run.records(.click).filter { shown.contains(AdMarket.Showing($0)) })
    }

    @Test func paymentOnConversionIsChargedOnPaidOrdersOfAds() throws {
        let run = try Self.market(.conversion) { $0.days = 28 }.run()
        check(run, run.records(.adOrder))
        let shown = run.adShowings
        let paid = run.records(.payment).filter { shown.contains(AdMarket.Showing($0)) }
        #expect(run.records(.adOrder).map(\.detail) == paid.map(\.detail))
        #expect(run.records(.adOrder).map(\.value) == paid.map(\.value))
    }

    @Test(arguments: AdPayment.allCases, ["most", "infinite", "nan", "truthful", "budget-pacing", "bang-bang"])
    func spendNeverExceedsABudget(payment: AdPayment, bidding: String) throws {
        let run = try Self.market(payment) {
            ManyMarkets.scarce(&$0)
            $0.everywhere { $0.ads.payment = payment }
            $0.assignment = { UInt8($0 % 2) }
            $0.policies.add(HostileBid.self)
            let isOwn = ["most", "infinite", "nan"].contains(bidding)
            $0.choosing {
                $0[.bidding] = isOwn ? PolicyChoice("hostile", ["bid": .word(bidding)]) : PolicyChoice(bidding)
            }
        }.run()
        #expect(run.reachedTheEnd && run.violations.isEmpty, "\(run.violations)")
        let spending = run.adSpending.values
        #expect(spending.allSatisfy { (0...Self.budget).contains($0) })
        switch bidding {
        // What is no number bids nothing.
        case "infinite", "nan": #expect(run.count(.adExposure) == 0)
        case "most": #expect(spending.contains(Self.budget), "nobody came to the end of a budget")
        default: #expect(run.count(.adExposure) > 100)
        }
    }

    @Test(arguments: AuctionPricing.allCases, AdRanking.allCases)
    func nobodyPaysMoreThanTheBidNorLessThanTheReserve(pricing: AuctionPricing, ranking: AdRanking) throws {
        let run = try Self.market(.exposure) {
            $0.everywhere {
                $0.ads.pricing = pricing
                $0.ads.ranking = ranking
                $0.ads.reserve = 0.002
            }
            $0.market.ads.budgetLeast = 1_000_000
            $0.market.ads.budgetMost = 1_000_000
            $0.market.ads.target = .cost
            $0.market.ads.targetCost = 100
        }.run()
        let charges = run.records(.adCharge)
        // A sale is worth a unit, and no chance of one is more than cart_rate x checkout_rate.
        #expect(charges.count > 100)
        #expect(charges.allSatisfy { (2_000...150_000).contains($0.value) })
        // With one price for all, pay on exposure is ranked alike both ways.
        #expect(run.violations.isEmpty)
    }
}

/// Bids whatever is written in its parameter.
final class HostileBid: BiddingPolicy {
    static let name = "hostile"
    static let summary = "Bids nonsense."
    static let parameters = [
        Parameter("bid", "What is bid.", unit: .word, default: .word("most"), choices: ["most", "infinite", "nan"])
    ]

    private let rule: BidRule

    init(parameters: ParameterValues, seed: UInt64) {
        rule =
            switch parameters.word("bid") {
            case "infinite": BidRule(multiplier: .infinity, limit: .infinity)
            case "nan": BidRule(multiplier: .nan, limit: .nan)
            default: BidRule(multiplier: .greatestFiniteMagnitude)
            }
    }

    func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) { answers[0] = rule }
}

import Bidding
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// When campaigns bid, and how long a budget lasts.
struct CampaignDayTests {
    /// An experiment that starts in the midst of a day and of a tick.
    static let start = TestMarket.milliseconds(2.303)

    /// First day, last day, and the days from the opening on which it bids.
    static let days: [(first: Int?, last: Int?, times: Range<Int64>)] = [
        (nil, nil, 0..<Int64.max), (0, nil, start..<Int64.max), (1, 2, time(1)..<time(3)), (nil, 1, 0..<time(2)),
        (2, 2, time(2)..<time(3)),
    ]

    private static func time(_ day: Int) -> Int64 { start + TestMarket.milliseconds(Double(day)) }

    private static func market(budget: Double = 1_000, _ change: (inout TestMarket) -> Void = { _ in }) -> TestMarket {
        let campaigns = days.enumerated().map { number, days in
            AdMarket.campaign(budget: budget) {
                $0.listings = Array(number * 60..<(number + 1) * 60)
                ($0.firstDay, $0.lastDay) = (days.first, days.last)
            }
        }
        return AdMarket.loaded(campaigns) {
            $0.market.users.sessionsPerWeek = 10
            $0.warmupDays = 2.303
            $0.days = 4
            $0.policies.add(HostileBid.self)
            change(&$0)
        }
    }

    @Test(arguments: ["truthful", "budget-pacing"])
    func aCampaignBidsOnItsDaysOnly(policy: String) throws {
        let run = try Self.market { $0.choosing { $0[.bidding] = PolicyChoice(policy) } }.run()
        for (campaign, days) in Self.days.enumerated() {
            let asked = run.adRequests.filter { $0.ad.detail == campaign }.map { run.records[$0.request].time }
            #expect(asked.count > 50 && asked.allSatisfy(days.times.contains), "\(days)")
            // From the first hours of its days to their last.
            let open = max(0, days.times.lowerBound)..<min(days.times.upperBound, Self.time(4))
            let half = (open.upperBound - open.lowerBound) / 2
            #expect(asked.contains { $0 < open.lowerBound + half } && asked.contains { $0 > open.upperBound - half })
        }
        #expect(run.violations.isEmpty, "\(run.violations)")
    }

    @Test(arguments: AdPayment.allCases)
    func aCampaignThatHasEndedSpendsWhatWasLeftAtMost(payment: AdPayment) throws {
        let run = try Self.market(budget: 0.2) {
            // Orders enough that a day of one campaign surely has one.
            $0.market.users.casualShare = 0
            $0.everywhere {
                $0.ads.payment = payment
                $0.choice.cartRate = 0.5
            }
            $0.choosing { $0[.bidding] = PolicyChoice("hostile") }
        }.run()
        // The last campaign has the budget of one day, whenever its orders are paid.
        let paid = run.records(.adCharge).filter { $0.detail == 4 }.reduce(0) { $0 + $1.value }
        #expect((1...200_000).contains(paid))
        #expect(run.violations.isEmpty, "\(run.violations)")
    }

    /// A campaign's budget days begin with the tick that comes next after its start.
    @Test func aBudgetIsGrantedFromTheFirstDayOn() throws {
        let run = try Self.market(budget: 0.2) { $0.choosing { $0[.bidding] = PolicyChoice("hostile") } }.run()
        let first = (Self.start / 1_800_000 + 1) * 1_800_000
        let charges = run.records(.adCharge).filter { $0.detail == 1 }
        let spending = Dictionary(grouping: charges) { max(0, $0.time - first) / 86_400_000 }.mapValues {
            $0.reduce(0) { $0 + $1.value }
        }
        #expect(spending.count >= 4 && spending.values.allSatisfy { $0 <= 200_000 })
        #expect(spending.values.count { $0 > 150_000 } >= 3, "\(spending)")
    }

    @Test(arguments: [1, 2, 5] as [Int64], AdPayment.allCases)
    func spendNeverExceedsABudgetOfThePeriod(days: Int64, payment: AdPayment) throws {
        let run = try AdMarket.market {
            ManyMarkets.scarce(&$0)
            $0.market.ads.budgetDays = days
            $0.everywhere { $0.ads.payment = payment }
            $0.assignment = { UInt8($0 % 2) }
            $0.policies.add(HostileBid.self)
            $0.choosing { $0[.bidding] = PolicyChoice("hostile") }
        }.run()
        let spending = Dictionary(grouping: run.records(.adCharge)) {
            [Int64($0.detail), $0.time / (days * 86_400_000)]
        }.mapValues { $0.reduce(0) { $0 + $1.value } }
        #expect(spending.values.allSatisfy { (0...300_000).contains($0) })
        #expect(spending.values.contains(300_000), "nobody came to the end of a budget")
        #expect(run.violations.isEmpty, "\(run.violations)")
    }

    @Test func aPolicyPlansOverTheWholePeriod() throws {
        let run = try AdMarket.market {
            $0.market.ads.budgetDays = 3
            $0.market.ads.budgetLeast = 1_000_000
            $0.market.ads.budgetMost = 1_000_000
            $0.days = 9
            $0.policies.add(LastThird.self)
            $0.choosing { $0[.bidding] = PolicyChoice("last-third") }
        }.run()
        let days = run.adRequests.map { run.records[$0.request].time / 86_400_000 }
        #expect(days.count > 500 && Set(days) == [2, 5, 8])
    }

    @Test(arguments: FeedAdTests.bidding)
    func twinsAreEqualWhereCampaignsComeAndGo(policy: String) throws {
        var market = Self.market(budget: 0.5) {
            $0.market.ads.budgetDays = 2
            $0.choosing { $0[.bidding] = PolicyChoice(policy) }
        }
        let digests = try [UInt8(0), 1].map { arm in
            market.assignment = { _ in arm }
            return try market.run(seed: 5).digest
        }
        #expect(digests[0] == digests[1])
    }

    @Test func withoutAWarmUpTheFirstDayIsTheOpening() throws {
        let digests = try [nil, 0].map { first in
            try AdMarket.loaded((0..<5).map { _ in AdMarket.campaign { $0.firstDay = first } }).run().digest
        }
        #expect(digests[0] == digests[1])
    }
}

/// Bids in the last third of a period's ticks, when its plan says that at least half of the traffic has come.
final class LastThird: BiddingPolicy {
    static let name = "last-third"
    static let summary = "Bids in the last third of a period."
    static let parameters: [Parameter] = []

    private var terms: CampaignTerms?

    init(parameters: ParameterValues, seed: UInt64) {}

    func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        self.terms = terms
        answers[0] = BidRule(multiplier: 0)
    }

    func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) {
        let isPlanned = terms?.ticks == moment.ticks && terms?.trafficPlan[moment.tick - 1] == moment.planPassed
        let isLate = 3 * moment.tick >= 2 * moment.ticks && (0.6...1).contains(moment.planPassed)
        answers[0] = BidRule(multiplier: isPlanned && isLate ? 1 : 0)
    }
}

import Experiments
import MarketLabTesting
import Marketplace
import Statistics
import Testing

/// Designs compared with the truth: what a study says of markets whose answer is known.
struct StudyTests {
    /// Nobody may take anything away from anybody, or there is one of everything.
    private static func plan(deep: Bool, seed: UInt64) -> Plan {
        TestPlans.plan("study") { plan in
            plan.seed = seed
            plan.replications = deep ? 12 : 6
            plan.schedule.warmup = 0
            plan.schedule.experiment = 6 * 86_400_000
            plan.market.users.count = deep ? 300 : 1_200
            plan.market.listings.initial = 300
            plan.market.listings.arrivalsPerDay = 0
            plan.market.listings.singleUnitShare = deep ? 0 : 1
            plan.market.listings.fewUnitsShare = 0
            plan.market.listings.deepUnits = 1_000
            plan.market.listings.markdownShare = 0
            for arm in 0...1 {
                plan.arms[arm].conditions.choice.clickRateMatched = 0.3
                plan.arms[arm].conditions.choice.cartRate = 0.4
                plan.arms[arm].conditions.choice.checkoutRate = 0.4
                plan.arms[arm].conditions.offers.rate = 0
                plan.arms[arm].conditions.orders.paymentShare = 1
                plan.arms[arm].conditions.browsing.disappointment = 0
            }
            plan.arms[1].conditions.choice.utilityLift = 1
            plan.metrics = ["orders"]
            plan.designs = [.userSplit, .sessionSplit, .listingSplit, .twoSided]
            plan.study = Study()
        }
    }

    /// Several tests look at the studies of the first seed, which are run once.
    private static let deep = Result { try TestPlans.readout(plan(deep: true, seed: 0)) }
    private static let scarce = Result { try TestPlans.readout(plan(deep: false, seed: 0)) }

    private static func readout(deep: Bool, seed: UInt64) throws -> Readout {
        if seed > 0 { return try TestPlans.readout(plan(deep: deep, seed: seed)) }
        return try (deep ? Self.deep : scarce).get()
    }

    private static func study(deep: Bool, seed: UInt64) throws -> StudiedMetric {
        try #require(try readout(deep: deep, seed: seed).study?.metrics.first)
    }

    /// Of twelve replications, a t statistic of 11 degrees of freedom is beyond 7 once in 43,000: of four designs, once in
    /// 11,000 studies.
    @Test(arguments: TestSeeds.all)
    func inADeepMarketEveryDesignTellsTheTruth(seed: UInt64) throws {
        let metric = try Self.study(deep: true, seed: seed)
        #expect(metric.designs.count == 4)
        #expect((metric.truth.difference.lower ?? 0) > 0)
        for design in metric.designs {
            let distances = zip(design.estimates, metric.truths).compactMap { estimate, truth in
                estimate.map { $0 - truth }
            }
            let error = (ByHand.variance(distances) / Double(distances.count)).squareRoot()
            #expect(ByHand.mean(distances).magnitude < 7 * error, "\(design.name)")
            #expect(design.power?.of == 12)
        }
    }

    /// Everything is sold whatever is done: listings show no effect, and users a large one that is not there.
    @Test(arguments: TestSeeds.all)
    func whereEverythingIsSoldTheListingSplitIsTrustedAndTheUserSplitIsNot(seed: UInt64) throws {
        let readout = try Self.readout(deep: false, seed: seed)
        let study = try #require(readout.study)
        let metric = try #require(study.metrics.first)
        #expect(metric.designs.first?.name == "listing_split")
        #expect(study.design == "listing_split")
        #expect(study.recommendation.contains("the listing split"))
        let users = try #require(metric.designs.first { $0.name == "user_split" })
        let listings = try #require(metric.designs.first { $0.name == "listing_split" })
        #expect(users.bias.absolute > 0.1 * metric.truth.control)
        #expect(users.rootMeanSquareError > 5 * listings.rootMeanSquareError)
        #expect((users.coverage?.count ?? 6) <= 3)
        // The cause that was measured: how the same users fare with the other arm beside them.
        #expect(readout.verdict.details.contains { $0.hasSuffix("the arms are not alone in the market.") })
    }

    /// Over both markets and all designs: 288 tests at 5 %, of which fair ones find 14.4; 33 or more once in 70,000.
    @Test func whereNothingWasChangedDesignsFindLittle() throws {
        let rates = try [true, false].flatMap { try Self.study(deep: $0, seed: 0).designs.compactMap(\.falsePositives) }
        #expect(rates.reduce(0) { $0 + $1.of } == (12 + 6) * 4 * 4)
        #expect(rates.reduce(0) { $0 + $1.count } < 33)
    }

    @Test func theFiguresOfADesignFollowFromItsEstimates() throws {
        let metric = try Self.study(deep: false, seed: 0)
        let truth = metric.truth.difference.estimate
        for design in metric.designs {
            let estimates = design.estimates.compactMap(\.self)
            #expect(estimates.count == 6)
            #expect(ByHand.agree(design.estimate.estimate, ByHand.mean(estimates)))
            #expect(ByHand.agree(design.bias.absolute, ByHand.mean(design.biases.compactMap(\.self))))
            #expect(ByHand.agree(design.standardError ?? 0, ByHand.variance(estimates).squareRoot()))
            let squares = estimates.map { ($0 - truth) * ($0 - truth) }
            #expect(ByHand.agree(design.rootMeanSquareError, ByHand.mean(squares).squareRoot()))
        }
    }

    @Test func aPlanWithoutAStudyHasNone() throws {
        #expect(try TestPlans.readout(TestPlans.plan()).study == nil)
    }

    @Test func aStudyDoesNotChangeWhatHappens() throws {
        var plan = Self.plan(deep: false, seed: 1)
        plan.replications = 1
        let with = try TestPlans.readout(plan)
        plan.study = nil
        let without = try TestPlans.readout(plan)
        #expect(with.journalDigest == without.journalDigest)
        #expect(with.metrics == without.metrics)
    }
}

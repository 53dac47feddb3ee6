import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import PolicyKit
import Statistics
import Testing

/// Designs in a feed in which listings compete for wishes, against the theory of a logit choice.
///
/// In the limit of one wish a session and everything considered the feed is the booking market of Johari et al. (2022) where
/// customers are scarce: of N listings with weights w, in units that never run out, a session buys one with the chance
/// sum w / (1 + sum w). Then with w0 for control, w1 for treatment and half of the listings treated
///
///     GTE  = N w1 / (1 + N w1) - N w0 / (1 + N w0)
///     LR   = N (w1 - w0) / (1 + N (w0 + w1) / 2)
///
/// a session; users do not meet, so a split of users has no bias.
struct WishDesignTests {
    private static let listings = 20
    private static let odds = 0.1 / 0.9
    private static let lift = 1.0

    private static func plan(seed: UInt64, _ change: (inout Plan) -> Void = { _ in }) -> Plan {
        TestPlans.plan("logit limit") { plan in
            plan.seed = seed
            plan.replications = 8
            plan.market.users.count = 400
            plan.market.users.sessionsPerWeek = 3
            plan.market.users.sessionsSigma = 0
            plan.market.users.casualShare = 0
            plan.market.users.priceSensitivity = 0
            plan.market.listings.initial = Int64(listings)
            plan.market.listings.arrivalsPerDay = 0
            plan.market.listings.markdownShare = 0
            plan.market.listings.withdrawalMean = 3_000_000_000_000
            plan.market.listings.expiry = 3_000_000_000_000
            plan.market.listings.singleUnitShare = 0
            plan.market.listings.fewUnitsShare = 0
            plan.market.listings.deepUnits = 1_000_000
            plan.market.ads.campaigns = 0
            plan.market.wishes.linger = 0
            plan.market.wishes.considered = Int64(listings)
            plan.market.wishes.returns = 0
            plan.market.wishes.substituteWeight = 1
            plan.schedule.warmup = 0
            plan.schedule.experiment = 14 * 86_400_000
            plan.schedule.followup = 86_400_000
            plan.metrics = ["orders", "requests_per_session"]
            plan.designs = [.userSplit, .listingSplit]
            for arm in 0...1 {
                plan.arms[arm].policies[.ranking] = PolicyChoice("random")
                plan.arms[arm].conditions.browsing.exitHazard = 0
                plan.arms[arm].conditions.browsing.boredomHazard = 0
                plan.arms[arm].conditions.browsing.waitHazard = 0
                plan.arms[arm].conditions.browsing.disappointment = 0
                plan.arms[arm].conditions.browsing.paceSigma = 0
                plan.arms[arm].conditions.feed.pageSize = Int64(listings)
                plan.arms[arm].conditions.choice.clickRateMatched = 1
                plan.arms[arm].conditions.choice.clickRateUnmatched = 1
                plan.arms[arm].conditions.choice.cartRate = 1
                plan.arms[arm].conditions.choice.qualityWeight = 0
                plan.arms[arm].conditions.choice.checkoutRate = 0.1
                plan.arms[arm].conditions.offers.rate = 0
                plan.arms[arm].conditions.orders.paymentShare = 1
                plan.arms[arm].conditions.orders.quickPaymentShare = 1
                plan.arms[arm].conditions.orders.samedayPaymentShare = 0
            }
            plan.arms[1].conditions.choice.utilityLift = lift
            change(&plan)
        }
    }

    /// Purchases of a session in which so many listings of each weight are considered.
    private static func purchases(_ control: Double, _ treated: Double) -> (control: Double, treated: Double) {
        let (c, t) = (control * odds, treated * odds * (1 + lift))
        return (c / (1 + c + t), t / (1 + c + t))
    }

    /// What the units of one arm did.
    private struct Half {
        let units: Double
        let orders: Double
        let sessions: Double

        init(_ world: FeedOutcome, _ arm: Int) {
            let moments = world.arms[arm]
            units = Double(moments.n)
            orders = moments.means[world.units.variable(.orders)] * units
            sessions = moments.means[world.units.variable(.sessions)] * units
        }
    }

    /// Where everything is considered for one wish, the listing split overstates as in theory, and the user split does not. A false
    /// alarm of 1e-4 a check by Student's t over eight replications; the listings' shares are those that were drawn.
    @Test(arguments: TestSeeds.two)
    func theListingSplitHasTheBiasOfTheLogit(seed: UInt64) throws {
        let plan = Self.plan(seed: seed)
        let outcomes = FeedReplication.complete(in: try TestPlans.outcomes(plan), of: plan)
        let all = Double(Self.listings)
        let truth = (control: Self.purchases(all, 0).control, treated: Self.purchases(0, all).treated)
        var errors: [String: [Double]] = [:]
        for outcome in outcomes {
            let (control, treated) = (Half(outcome.allControl, 0), Half(outcome.allTreated, 1))
            errors["nobody treated", default: []].append(control.orders / control.sessions - truth.control)
            errors["everybody treated", default: []].append(treated.orders / treated.sessions - truth.treated)
            for (design, world) in zip(plan.designs, outcome.designs) {
                let halves = (Half(world, 0), Half(world, 1))
                let isByListing = design == .listingSplit
                let expected = isByListing ? Self.purchases(halves.0.units, halves.1.units) : truth
                let sessions =
                    isByListing ? (control.sessions, control.sessions) : (halves.0.sessions, halves.1.sessions)
                errors["\(design), control", default: []].append(halves.0.orders / sessions.0 - expected.control)
                errors["\(design), treated", default: []].append(halves.1.orders / sessions.1 - expected.treated)
            }
        }
        #expect(errors.count == 6)
        for (name, values) in errors {
            let interval = try #require(try ReplicationInterval.mean(of: values, level: 0.9999).interval)
            #expect(interval.lower <= 0 && interval.upper >= 0, "\(name): \(interval)")
        }
        // With half of the listings treated the split says more than four times the truth.
        let half = Self.purchases(all / 2, all / 2)
        #expect(2 * (half.treated - half.control) > 4 * (truth.treated - truth.control))
    }

    /// What theory says of those splits: GTE and LR by the formulas above.
    @Test func theFormulasAreThoseOfTheBookingMarketWhereCustomersAreScarce() {
        let (n, w0) = (Double(Self.listings), Self.odds)
        let w1 = w0 * (1 + Self.lift)
        let effect = n * w1 / (1 + n * w1) - n * w0 / (1 + n * w0)
        let split = n * (w1 - w0) / (1 + n * (w0 + w1) / 2)
        let half = Self.purchases(n / 2, n / 2)
        #expect(abs(2 * (half.treated - half.control) - split) < 1e-12)
        #expect(abs(Self.purchases(0, n).treated - Self.purchases(n, 0).control - effect) < 1e-12)
    }
}

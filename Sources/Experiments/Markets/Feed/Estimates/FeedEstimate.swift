import Foundation
import Marketplace

/// Estimates, before a run of a feed market, how much memory its worlds will need and how often things happen in them.
struct FeedEstimate {
    private let plan: Plan
    private let users: Double
    /// That will have been on the market.
    private let listings: Double
    private let days: Double

    init(_ plan: Plan) {
        self.plan = plan
        users = Double(plan.loaded.users?.count ?? Int(plan.market.users.count))
        days = Double(plan.schedule.warmup + plan.schedule.experiment) / 86_400_000
        listings =
            Double(plan.loaded.listings?.count ?? Int(plan.market.listings.initial))
            + plan.market.listings.arrivalsPerDay * days
    }

    func run(threads: Int) -> RunEstimate {
        RunEstimate(
            bytes: Double(min(threads, plan.roles.count * plan.replications)) * bytesPerWorld,
            remedy: "market.users.count, market.listings.initial, experiment.length", warnings: warnings)
    }

    // MARK: - Memory

    /// Measured by `make bench`, rounded up: columns and one pending event, without totals.
    private static let bytesPerUser = 96.0
    /// Interests and clicks of a user, a byte each.
    private static let bytesPerUserAndCategory = 2.0
    private static let bytesPerListing = 240.0
    /// Where wishes are active: a user's own, and a listing kept in mind, with the room that columns grow into.
    private static let bytesPerWish = 24.0
    private static let bytesPerConsideredListing = 96.0
    /// Measured by a market in which whatever is seen is bought: the order, the totals' note of it, its pending event, with
    /// the room that columns grow into.
    private static let bytesPerOrder = 72.0
    /// More for each order where ads are sold: the ad that it may have come from.
    private static let bytesPerOrderOfAds = 32.0
    /// Of a design's unit: a row of totals, with the room that rows grow into, and its name.
    private static let bytesPerUnit = 400.0
    /// Pages in progress, scratch.
    private static let bytesOfPages = 16e6
    /// Samples of candidates and histograms of scores: 12 MB more in `what-is-auc-worth` than the same without models.
    private static let bytesOfModels = 16e6

    private var bytesPerWorld: Double {
        let totals = TotalsLayout(
            plan.quantities, hasWarmup: plan.schedule.warmup > 0, conditions: plan.cells.map(\.conditions))
        let perUser =
            Self.bytesPerUser + Double(totals.stride)
            + Self.bytesPerUserAndCategory * Double(plan.market.listings.categories) + bytesOfWish
        let perOrder = Self.bytesPerOrder + (plan.market.ads.campaigns > 0 ? Self.bytesPerOrderOfAds : 0)
        return users * perUser + listings * Self.bytesPerListing + OrderEstimate(plan).checkouts * perOrder
            + Self.bytesOfPages + (hasModels ? Self.bytesOfModels : 0) + bytesOfUnits
    }

    /// Bytes of a user's wish, and of what is kept in mind for it over the sessions for which it lingers.
    private var bytesOfWish: Double {
        let wishes = plan.market.wishes
        guard wishes.active else { return 0 }
        let perSession =
            plan.arms.map { arm in
                let choice = arm.conditions.choice
                let kept = choice.clickRateMatched * min(1, choice.likeRate + choice.cartRate)
                return VisitEstimate.exposures(arm.conditions) * kept
            }.max() ?? 0
        let sessions = min(VisitEstimate(plan).sessions / users, 1 / max(1 - wishes.linger, 0.01))
        let considered = min(Double(wishes.considered), perSession * sessions)
        return Self.bytesPerWish + Self.bytesPerConsideredListing * considered
    }

    /// What is kept of the designs' units in the world that keeps most of it.
    private var bytesOfUnits: Double {
        let size = DesignModel.Size(plan: plan, users: users, listings: listings, visits: VisitEstimate(plan))
        // The twins follow all designs at once; those of one split share their rows.
        var rows: [WorldRole: Double] = [:]
        for design in plan.designs { rows[design.role] = design.model.rows(size) }
        let all = rows.sorted { $0.key.rawValue < $1.key.rawValue }.reduce(0) { $0 + $1.value }
        return Self.bytesPerUnit * all
    }

    // MARK: - Events

    /// Hours, on one core.
    private static let mostExposures = 1e10
    /// Twenty seconds, on one core.
    private static let mostByTheClock = 1e8

    private var warnings: [String] {
        let worlds = Double((plan.roles.count + (hasModels ? Self.pilots : 0)) * plan.replications)
        let exposures = worlds * VisitEstimate(plan).exposures
        let plans = worlds * Double(plan.campaigns * plan.arms.count) * Double(plan.market.ads.ticks) * days
        var warnings: [String] = []
        if exposures > Self.mostExposures {
            warnings.append(RunEstimate.warning(exposures, "exposures", "market.users and market.browsing"))
        }
        // What sellers and advertisers do by the clock should not outnumber what users do.
        for (events, words, key) in [
            (worlds * looks, "times that a seller looks at a listing", "market.listings.markdown_after"),
            (plans, "plans of campaigns", "market.ads.ticks"),
        ] where events > max(Self.mostByTheClock, exposures) {
            warnings.append(RunEstimate.warning(events, words, key))
        }
        return warnings
    }

    /// Worlds in which the noise of models is found, as a rule.
    private static let pilots = 2

    private var hasModels: Bool { plan.cells.contains { $0.conditions.models.auc > 0 } }

    /// How often sellers look at unsold listings, were nothing sold: at the end of each, and whenever a markdown is due.
    private var looks: Double {
        let settings = plan.market.listings
        let day = 86_400_000.0
        let mean = Double(settings.withdrawalMean) / day
        let life = max(1e-9, mean * (1 - exp(-Double(settings.expiry) / day / mean)))
        let gone = 1 - exp(-days / life)
        let first = Double(plan.loaded.listings?.count ?? Int(settings.initial))
        let listingDays = first * life * gone + settings.arrivalsPerDay * life * (days - life * gone)
        return listings + listingDays * day / Double(settings.markdownAfter)
    }
}

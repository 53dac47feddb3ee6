package import Experiments
import Foundation
import Marketplace

/// Estimates, before a run, how much memory its worlds will need, and refuses what cannot fit.
package struct MemoryEstimate {
    /// Measured by `make bench`, rounded up: columns and one pending event, without totals.
    static let bytesPerUser = 96.0
    /// Interests and clicks of a user, a byte each.
    static let bytesPerUserAndCategory = 2.0
    static let bytesPerListing = 240.0
    /// Where wishes are active: a user's own, and a listing kept in mind, with the room that columns grow into.
    static let bytesPerWish = 24.0
    static let bytesPerConsideredListing = 96.0
    /// Measured by a market in which whatever is seen is bought: the order, the totals' note of it, its pending event, with
    /// the room that columns grow into.
    static let bytesPerOrder = 72.0
    /// More for each order where ads are sold: the ad that it may have come from.
    static let bytesPerOrderOfAds = 32.0
    /// Pages in progress, scratch.
    static let bytesPerWorld = 16e6
    static let bytesOfProgram = 64e6

    /// Bytes of all worlds that run at once.
    package let bytes: Double
    /// The keys that a person can lower.
    private let remedy: String

    package init(_ plan: Plan, threads: Int) {
        if let booking = plan.booking {
            bytes = MemoryEstimate.bytes(booking, plan, threads: threads)
            remedy = "booking.size, experiment.length"
            return
        }
        if let auctions = plan.auctions {
            bytes = MemoryEstimate.bytes(auctions, threads: threads)
            remedy = "auctions.campaigns"
            return
        }
        remedy = "market.users.count, market.listings.initial, experiment.length"
        let users = Double(plan.loaded.users?.count ?? Int(plan.market.users.count))
        let days = Double(plan.schedule.warmup + plan.schedule.experiment) / 86_400_000
        let listings =
            Double(plan.loaded.listings?.count ?? Int(plan.market.listings.initial))
            + plan.market.listings.arrivalsPerDay * days
        let bytesPerUser =
            MemoryEstimate.bytesPerUser + Double(plan.bytesOfUserTotals)
            + MemoryEstimate.bytesPerUserAndCategory * Double(plan.market.listings.categories)
            + MemoryEstimate.bytesOfWish(plan)
        let bytesPerOrder =
            MemoryEstimate.bytesPerOrder + (plan.market.ads.campaigns > 0 ? MemoryEstimate.bytesPerOrderOfAds : 0)
        let worlds = Double(min(threads, plan.roles.count * plan.replications))
        bytes =
            MemoryEstimate.bytesOfProgram + worlds
            * (users * bytesPerUser + listings * MemoryEstimate.bytesPerListing
                + OrderEstimate(plan).checkouts * bytesPerOrder + MemoryEstimate.bytesPerWorld
                + UnitEstimate(plan, users: users, listings: listings).bytes)
    }

    /// Of a user: the wish, and what is kept in mind for it over the sessions for which it lingers.
    private static func bytesOfWish(_ plan: Plan) -> Double {
        let wishes = plan.market.wishes
        guard wishes.active else { return 0 }
        let perSession =
            plan.arms.map { arm in
                let choice = arm.conditions.choice
                let kept = choice.clickRateMatched * min(1, choice.likeRate + choice.cartRate)
                return VisitEstimate.exposures(arm.conditions) * kept
            }.max() ?? 0
        let users = Double(plan.loaded.users?.count ?? Int(plan.market.users.count))
        let sessions = min(VisitEstimate(plan).sessions / users, 1 / max(1 - wishes.linger, 0.01))
        let considered = min(Double(wishes.considered), perSession * sessions)
        return MemoryEstimate.bytesPerWish + MemoryEstimate.bytesPerConsideredListing * considered
    }

    /// A listing of a booking market has a place, an event and its part of a cell.
    private static func bytes(_ booking: BookingPlan, _ plan: Plan, threads: Int) -> Double {
        let market = booking.market
        let days = Double(market.settings.settling + plan.schedule.experiment) / 86_400_000
        let listings = market.listingTypes.reduce(0) { sum, type in
            sum + type.share + (market.returnsListings ? 0 : type.arrivalsPerDay * days)
        }
        return MemoryEstimate.bytesOfProgram + Double(threads) * 64 * listings * Double(market.settings.size)
    }

    /// A campaign has its columns and a policy in each arm.
    private static func bytes(_ auctions: AuctionPlan, threads: Int) -> Double {
        let seats = auctions.market.campaignCount * auctions.arms.count
        return MemoryEstimate.bytesOfProgram + Double(threads) * 2_048 * Double(seats)
    }

    /// - Throws: `Mistake` when the estimate is more than the machine has to give.
    func check(available: Double? = MemoryEstimate.available) throws {
        guard let available, bytes > available else { return }
        throw Mistake(
            "the scenario needs about \(MemoryEstimate.text(bytes)) of memory and \(MemoryEstimate.text(available)) are "
                + "available; lower \(remedy) or --threads")
    }

    /// What the system can still hand out, in bytes, or may hand out to a container; nil where it does not say.
    static var available: Double? {
        let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"].compactMap { file in
            (try? String(contentsOfFile: file, encoding: .utf8)).flatMap { Double($0.prefix { $0.isNumber }) }
        }
        return (limits + [free, ProcessLimits.addressSpace.map { Double($0) }].compactMap(\.self)).min()
    }

    private static var free: Double? {
        guard let lines = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8).split(separator: "\n"),
            let line = lines.first(where: { $0.hasPrefix("MemAvailable:") }),
            let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { return nil }
        return kilobytes * 1_024
    }

    private static func text(_ bytes: Double) -> String { String(format: "%.1f GB", bytes / 1e9) }
}

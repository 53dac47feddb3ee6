import Marketplace
public import PolicyKit

/// The booking market as a plan experiments in it.
public struct BookingModel: MarketModel {
    let booking: BookingPlan

    public static let words = "a booking market"
    public static let abilities: MarketAbilities = .study

    public func roles(of plan: Plan) -> [WorldRole] { WorldRole.all(of: booking.designs.map(\.role)) }

    public func runner(of plan: Plan, policies: PolicyRegistry, log: (any WorldLog)?) -> BookingRunner {
        BookingRunner(plan: plan, booking: booking)
    }

    public func identify(_ fingerprint: inout Fingerprint) {
        fingerprint.take("\(booking.market)")
        if let twoSided = booking.twoSided { fingerprint.take("\(twoSided)") }
    }

    /// A listing has a place, an event and its part of a cell.
    public func estimate(of plan: Plan, threads: Int) -> RunEstimate {
        let days = Double(booking.market.settings.settling + plan.schedule.experiment) / 86_400_000
        let listings = booking.market.listingTypes.reduce(0) { sum, type in
            sum + type.share + (booking.market.returnsListings ? 0 : type.arrivalsPerDay * days)
        }
        return RunEstimate(
            bytes: Double(threads) * 64 * listings * Double(booking.market.settings.size),
            remedy: "booking.size, experiment.length")
    }
}

import Marketplace
import Randomness

/// Runs the worlds of a booking market: each design's own and the twins, all from one seed a replication.
public struct BookingRunner: PlanRunner {
    public let plan: Plan
    public let booking: BookingPlan

    public init(plan: Plan, booking: BookingPlan) {
        self.plan = plan
        self.booking = booking
    }

    public var tasks: [BookingTask] {
        (0..<plan.replications).flatMap { replication in
            booking.roles.map { BookingTask(replication: replication, role: $0) }
        }
    }

    public func run(_ task: BookingTask, goesOn: (Int) -> Bool = { _ in true }) -> BookingOutcome? {
        let seed = plan.seed(ofReplication: task.replication)
        let assignment: Assignment =
            task.role.splitsCustomers
            ? .split(plan.split, seed: seed) : .everybody(in: task.role == .allControl ? 0 : 1)
        let everyListing = task.role == .allControl ? 0.0 : 1.0
        var world = BookingWorld(
            BookingSetup(
                market: booking.market, customerArm: { assignment.arm(of: $0) },
                treatedListings: task.role.splitsListings ? booking.market.settings.treatedListings : everyListing,
                seed: seed, length: plan.schedule.experiment, blocks: BookingOutcome.blocks,
                nulls: task.role == .allControl ? nulls(seed: seed) : []))
        guard world.run(goesOn: goesOn) else { return nil }
        return BookingOutcome(
            task: task, tally: world.tally, digest: world.digest.text, events: world.events,
            violations: world.violations)
    }

    /// The splits of a study that change nothing.
    private func nulls(seed: UInt64) -> [BookingSplit] {
        guard let study = plan.study else { return [] }
        return (1...study.nullDraws).map { draw in
            let assignment = Assignment.split(plan.split, seed: seed, layer: "null \(draw)")
            return BookingSplit(
                customerArm: { assignment.arm(of: $0) }, treatedListings: booking.market.settings.treatedListings,
                salt: StableHash.hash("null \(draw)", seed: seed))
        }
    }

    public func readout(of outcomes: [BookingTask: BookingOutcome], version: String, command: String) -> Readout {
        Readout(
            plan, booking: booking, replications: RoleWorlds.complete(in: outcomes, of: booking.roles.map(\.rawValue)),
            version: version, command: command)
    }
}

import Marketplace
import Randomness

/// Runs the worlds of a booking market: each design's own and the twins, all from one seed a replication.
public struct BookingRunner: PlanRunner {
    /// Blocks of time that an experiment is counted in, for the error that it has by itself: few enough to be long beside
    /// the time for which a listing is blocked, and enough for Student's t to be hardly wider than the normal distribution.
    static let blocks = 10

    public let plan: Plan
    /// What the plan says of the booking market.
    public let booking: BookingPlan

    public init(plan: Plan, booking: BookingPlan) {
        self.plan = plan.experimenting(in: .booking(booking))
        self.booking = booking
    }

    public func run(_ task: WorldTask, goesOn: (Int) -> Bool = { _ in true }) -> BookingOutcome? {
        let seed = plan.seed(ofReplication: task.replication)
        let shares = booking.treatedShares(in: task.role, split: plan.split)
        let assignment: HashSplit =
            task.role.splitsCustomers
            ? .split(split(shares), seed: seed) : .everybody(in: task.role == .allControl ? 0 : 1)
        let everyListing = task.role == .allControl ? 0.0 : 1.0
        var world = BookingWorld(
            BookingSetup(
                market: booking.market, customerArm: { assignment.arm(of: $0) },
                treatedListings: task.role.splitsListings ? shares.listings : everyListing,
                seed: seed, length: plan.schedule.experiment, blocks: BookingRunner.blocks,
                nulls: task.role == .allControl ? nulls(seed: seed) : []))
        guard world.run(goesOn: goesOn) else { return nil }
        return BookingOutcome(
            task: task, digest: world.digest.text, events: world.events, violations: world.violations,
            tally: world.tally)
    }

    /// The splits of a study that change nothing: first those with the shares of the one-sided designs, then, where these are
    /// others, those of the two-sided ones.
    private func nulls(seed: UInt64) -> [BookingSplit] {
        guard let study = plan.study else { return [] }
        let roles: [WorldRole] = booking.twoSided == nil ? [.customerSplit] : [.customerSplit, .twoSided]
        return roles.flatMap { role in
            let shares = booking.treatedShares(in: role, split: plan.split)
            return (1...study.nullDraws).map { draw in
                let assignment = HashSplit.split(split(shares), seed: seed, layer: "null \(draw)")
                return BookingSplit(
                    customerArm: { assignment.arm(of: $0) }, treatedListings: shares.listings,
                    salt: StableHash.hash("null \(draw)", seed: seed))
            }
        }
    }

    private func split(_ shares: TwoSidedShares) -> UserSplit {
        var split = plan.split
        if shares.customers != split.treatmentShare { split.treatmentShare = shares.customers }
        return split
    }

    public func readout(of outcomes: [WorldTask: BookingOutcome], version: String, command: String) -> Readout {
        let replications = Replication.complete(in: outcomes, designs: booking.designs.map(\.role))
        precondition(!replications.isEmpty, "a readout needs a complete replication")
        let reader = BookingReader(plan: plan, booking: booking, replications: replications)
        var readout = Readout(
            plan, MarketReading(plan, reader), replications: replications.count, version: version, command: command)
        readout.study = StudyReadout(plan, reader)
        return readout
    }
}

import Marketplace
import Statistics

/// Puts the units of a design into arms, in one world of a plan, and follows the world's journal by them.
protocol UnitSplit: Sendable {
    /// Adds up what the journal says by the units.
    associatedtype Measure: UnitMeasure

    /// Whether a user is in one arm from the experiment's start on, as the user's number says.
    static var fixesUsersArm: Bool { get }
    /// Whether a listing has an arm of its own.
    static var splitsListings: Bool { get }
    /// The columns that name a unit in a table of them.
    static var nameColumns: [String] { get }

    init(_ draw: SplitDraw)

    /// As the market takes it; nil for a split of users one by one, who may be in layers besides.
    var randomisation: Randomisation? { get }
    /// The arm of a user; control where users are not what is split.
    func arm(ofUser user: UInt32) -> UInt8
    /// The arm of a listing; control where listings are not split.
    func arm(of listing: ListingUnit) -> UInt8

    func measure(of plan: Plan, users: Int) -> Measure
    /// Hands out the units one by one.
    func forEachUnit(of measure: Measure, in world: FollowedWorld, _ body: (UnitRow) throws -> Void) rethrows
    /// What stands in `nameColumns`, of the unit with that number.
    func name(of number: Int, in measure: Measure) -> [Int]
    /// Adds to the moments over the units what the design needs besides.
    func complete(_ moments: inout UnitMoments, with measure: Measure, in world: FollowedWorld)
}

extension UnitSplit {
    static var fixesUsersArm: Bool { false }
    static var splitsListings: Bool { false }

    func arm(ofUser user: UInt32) -> UInt8 { 0 }
    func arm(of listing: ListingUnit) -> UInt8 { 0 }
    func name(of number: Int, in measure: Measure) -> [Int] { [number] }
    func complete(_ moments: inout UnitMoments, with measure: Measure, in world: FollowedWorld) {}
}

/// What the splits of one world are drawn from.
struct SplitDraw {
    let plan: Plan
    let task: WorldTask
    /// The splits' seed: the replication's own, or that of one of its null splits.
    let seed: UInt64

    /// Units of one kind, by a salted hash; those of different layers are independent.
    func hashed(_ layer: String = "") -> HashSplit { .split(plan.split, seed: seed, layer: layer) }

    /// Few units, of which exactly each treatment's share is in it.
    func hashed(_ layer: String, of count: Int) -> HashSplit { .split(plan.split, seed: seed, layer: layer, of: count) }
}

/// Adds up what the journal says by the units of a split.
protocol UnitMeasure {
    var consumers: [any JournalConsumer] { get }
}

extension UnitTotals: UnitMeasure {
    var consumers: [any JournalConsumer] { [self] }

    convenience init(_ index: Index, of plan: Plan) {
        self.init(index, TotalsLayout(plan.quantities, conditions: plan.cells.map(\.conditions)))
    }
}

/// What is known of a world that has run beside the totals of its design's units.
struct FollowedWorld {
    let plan: Plan
    /// The totals of the world's users.
    let totals: UserTotals
    /// The cluster of each user, where users were split in clusters.
    let clusters: [UInt8]
}

/// A world's split with what was counted by its units.
protocol UnitFollower {
    var consumers: [any JournalConsumer] { get }
    func moments(in world: FollowedWorld) -> UnitMoments
    func forEachUnit(in world: FollowedWorld, _ body: (UnitRow) throws -> Void) rethrows
    var nameColumns: [String] { get }
    func name(of number: Int) -> [Int]
}

/// A split with its own measure, or with one that it shares with other splits of the same world.
struct Followed<Split: UnitSplit>: UnitFollower {
    let split: Split
    let measure: Split.Measure

    var consumers: [any JournalConsumer] { measure.consumers }
    var nameColumns: [String] { Split.nameColumns }
    func name(of number: Int) -> [Int] { split.name(of: number, in: measure) }

    func forEachUnit(in world: FollowedWorld, _ body: (UnitRow) throws -> Void) rethrows {
        try split.forEachUnit(of: measure, in: world, body)
    }

    func moments(in world: FollowedWorld) -> UnitMoments {
        let (plan, quantities) = (world.plan, world.plan.quantities)
        let variables = quantities.variables
        var arms = Array(repeating: CovarianceMoments(variables: variables.count), count: plan.arms.count)
        var counted = Array(
            repeating: [Double](repeating: 0, count: KeptQuantities.counted.count), count: plan.arms.count)
        forEachUnit(in: world) { unit in
            guard unit.isReadOut else { return }
            arms[Int(unit.arm)].add(unit.values.span.extracting(variables))
            quantities.add(unit.values, to: &counted[Int(unit.arm)])
        }
        var moments = UnitMoments(
            quantities: quantities.measured.map(\.name), arms: arms, counted: counted,
            population: Double(arms.reduce(0) { $0 + $1.n }))
        split.complete(&moments, with: measure, in: world)
        return moments
    }
}

extension UnitSplit {
    /// Follows a world by this split.
    func followed(in plan: Plan, users: Int) -> any UnitFollower {
        Followed(split: self, measure: measure(of: plan, users: users))
    }

    /// Follows a world by several splits of one kind, which share what is counted.
    /// - Precondition: at least one draw.
    static func followed(_ draws: [SplitDraw], users: Int) -> [any UnitFollower] {
        let splits = draws.map(Self.init)
        let shared = splits[0].measure(of: draws[0].plan, users: users)
        return splits.map { Followed(split: $0, measure: shared) }
    }
}

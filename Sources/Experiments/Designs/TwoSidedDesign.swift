import Foundation
import Marketplace
import Statistics

extension Design {
    /// Users and listings are split: treated pairs against all others (TSRN).
    public static let twoSided = twoSided(
        "two_sided", words: "two-sided split",
        definition:
            "Users and listings split; treated pairs less all others (TSRN), error clustered by users and listings.")

    /// Users and listings are split; the estimate leans on the side that is not scarce (TSRI-1).
    public static let interpolatedOnce = twoSided(
        "tsri_1", words: "two-sided split with TSRI-1", definition: interpolation)

    /// Users and listings are split; as TSRI-1 with the competition between arms taken away twice (TSRI-2).
    public static let interpolatedTwice = twoSided(
        "tsri_2", words: "two-sided split with TSRI-2", definition: interpolation)

    private static let interpolation =
        "Users and listings split; the four cells interpolated (Johari et al. 2022, section 6), error clustered by users and listings."

    private static func twoSided(_ name: String, words: String, definition: String) -> Design {
        Design(
            name, words: words, units: "users", definition: definition, role: .twoSided,
            method: "clustered by users and listings", coarsest: .exposure, splitsListings: true)
    }

    /// Whether users and listings are both split.
    public var isTwoSided: Bool { role == .twoSided }
}

extension DesignModel {
    static let twoSided = twoSided(.twoSided, .naive)
    static let interpolatedOnce = twoSided(.interpolatedOnce, .interpolated(correction: 1))
    static let interpolatedTwice = twoSided(.interpolatedTwice, .interpolated(correction: 2))

    private static func twoSided(_ design: Design, _ estimator: TwoSidedEstimator) -> DesignModel {
        DesignModel(
            design, split: PairsApart.self,
            contrast: { PairSample($0, estimator, units: $1, users: $2, unitsOffered: $3) },
            // Pairs that met, and at the end sums of both sides.
            rows: { $0.visits.exposures + 2 * ($0.users + $0.listings) },
            faults: {
                DesignFault.needsListings($0, design.rawValue) + DesignFault.needsTwoArms($0, design.rawValue)
            })
    }
}

/// What the four cells of a two-sided split are made into an effect by.
enum TwoSidedEstimator {
    /// Treated pairs less all others.
    case naive
    /// The cells interpolated by how scarce either side is.
    case interpolated(correction: Double)
}

extension WorldRole {
    /// Users and listings are split.
    public static let twoSided = WorldRole(rawValue: "two-sided")
}

/// Users and listings: treated users meet treated listings under the conditions of treatment.
struct PairsApart: UnitSplit {
    let users: HashSplit
    let listings: HashSplit

    init(_ draw: SplitDraw) { (users, listings) = (draw.hashed(), draw.hashed(".listings")) }

    static let fixesUsersArm = true
    static let splitsListings = true

    var randomisation: Randomisation? { .pairs(users: { arm(ofUser: $0) }, listings: { arm(of: $0) }) }
    func arm(ofUser user: UInt32) -> UInt8 { users.arm(of: user) }
    func arm(of listing: ListingUnit) -> UInt8 { listings.arm(of: listing.listing) }

    static let nameColumns = ["user"]

    func measure(of plan: Plan, users: Int) -> UnitTotals<PairIndex> {
        UnitTotals(PairIndex(experimentStart: plan.schedule.warmup), of: plan)
    }

    func forEachUnit(
        of measure: UnitTotals<PairIndex>, in world: FollowedWorld, _ body: (UnitRow) throws -> Void
    ) rethrows {
        try world.forEachUser(arm: arm(ofUser:), body)
    }

    func complete(_ moments: inout UnitMoments, with measure: UnitTotals<PairIndex>, in world: FollowedWorld) {
        moments.pairs = measure.moments(users: world.totals.users, self, world.plan.quantities)
    }
}

/// A row for each pair of a user and a listing that met in the experiment.
struct PairIndex: UnitIndex {
    private(set) var listings: ListingIndex
    /// User and listing, a row each.
    private(set) var pairs: [(user: UInt32, listing: UInt32)] = []
    private var rowOf: [UInt64: Int32] = [:]

    init(experimentStart: Int64) { listings = ListingIndex(experimentStart: experimentStart) }

    var rows: Int { pairs.count }

    mutating func row(of record: JournalRecord) -> Int {
        let listing = listings.row(of: record)
        guard listing != Self.nowhere else { return Self.nowhere }
        let name = UInt64(record.user) << 32 | UInt64(listing)
        if let row = rowOf[name] { return Int(row) }
        rowOf[name] = Int32(pairs.count)
        pairs.append((record.user, UInt32(listing)))
        return pairs.count - 1
    }
}

extension UnitTotals<PairIndex> {
    /// The totals of pairs, gathered by the arms of users and of listings that are on the market in the experiment.
    func moments(
        users: Int, _ split: PairsApart, _ quantities: KeptQuantities
    ) -> TwoSidedSample.Moments {
        let (width, listings) = (quantities.measured.count, index.listings.listings)
        let userArms = (0..<UInt32(users)).map { split.arm(ofUser: $0) }
        let listingArms = zip(listings, index.listings.isGone).map { $1 ? nil : split.arm(of: $0) }
        let none = CovarianceMoments(variables: width)
        var pairs = [[none, none], [none, none]]
        var (ofUser, ofListing) = (PairSums(units: users, width), PairSums(units: listings.count, width))
        var unit = UnitRow(quantities)
        for (row, pair) in index.pairs.enumerated() {
            let (user, listing) = (Int(pair.user), Int(pair.listing))
            let (userArm, listingArm) = (Int(userArms[user]), Int(listingArms[listing] ?? 0))
            read(row, into: &unit.values)
            let values = Array(unit.values[..<width])
            ofUser.add(values, to: user, otherArm: listingArm)
            ofListing.add(values, to: listing, otherArm: userArm)
            pairs[userArm][listingArm].add(values)
        }
        let userSides = ofUser.moments { userArms[$0] }
        let listingSides = ofListing.moments { listingArms[$0] }
        for user in 0...1 {
            for listing in 0...1 {
                let met = pairs[user][listing]
                // All others of the cell, who never met, have zeros.
                let others = userSides[user].n * listingSides[listing].n - met.n
                pairs[user][listing].merge(CovarianceMoments(n: others, means: none.means) { _, _ in 0 })
            }
        }
        return TwoSidedSample.Moments(rows: userSides, columns: listingSides, pairs: pairs)
    }
}

/// Sums of every quantity over a side's pairs, unit by unit, with the other side in control and in treatment.
private struct PairSums {
    private let width: Int
    private var sums: [Double]

    init(units: Int, _ quantities: Int) {
        width = 2 * quantities
        sums = Array(repeating: 0, count: units * width)
    }

    mutating func add(_ values: [Double], to unit: Int, otherArm: Int) {
        let first = unit * width + otherArm * values.count
        for (quantity, value) in values.enumerated() { sums[first + quantity] += value }
    }

    /// - Parameter arm: nil for a unit that is left out.
    func moments(arm: (Int) -> UInt8?) -> [CovarianceMoments] {
        var moments = Array(repeating: CovarianceMoments(variables: width), count: 2)
        for unit in 0..<sums.count / width {
            guard let arm = arm(unit) else { continue }
            moments[Int(arm)].add(sums.span.extracting(unit * width..<(unit + 1) * width))
        }
        return moments
    }
}

/// Reads a metric out of a world in which users and listings are split: what is measured, and which contrast of the four cells
/// the design takes for the effect.
struct PairSample: ContrastSample {
    private let sample: TwoSidedSample
    private let weights: CellWeights
    /// What a lift is a share of.
    private let base: CellWeights

    /// Nil for a share of units where none were offered, and where a cell is empty.
    init?(
        _ metric: Metric, _ estimator: TwoSidedEstimator, units: UnitMoments, users: Int, unitsOffered: Int
    ) {
        let measure: SumMeasure
        switch metric.kind {
        case .mean(let quantity): measure = .total(units.variable(quantity), factor: 1 / Double(users))
        case .perUnitOffered(let quantity):
            guard unitsOffered > 0 else { return nil }
            measure = .total(units.variable(quantity), factor: 1 / Double(unitsOffered))
        case .ratio(let numerator, let denominator):
            measure = .ratio(units.variable(numerator), units.variable(denominator))
        }
        guard let sample = try? TwoSidedSample(units.pairs, measure) else { return nil }
        self.sample = sample
        // Users for each unit on offer stand for demand over supply.
        let leftOver = unitsOffered > 0 ? exp(-Double(users) / Double(unitsOffered)) : 0
        switch estimator {
        case .naive:
            weights = .naive(shares: sample.shares)
            // All that is not treated on both sides stands for control.
            base = .treated + -1 * weights
        case .interpolated(let correction):
            weights = .interpolated(leftOverShare: leftOver, correction: correction)
            base = .control
        }
    }

    /// The rates of the pairs with neither side treated (of TSRN: not both) and with both.
    var values: (control: Double, treatment: Double) { (sample.cells.contrast(base), sample.cells.treated) }

    /// The estimate alone.
    var effect: Double { sample.cells.contrast(weights) }

    /// What one side's treatment does where the other is not treated.
    func spillover(_ side: CellWeights, level: Double) -> (effect: Double, estimate: Estimate?) {
        (sample.cells.contrast(side), try? sample.estimate(side, level: level))
    }

    /// Treated less control, with interval and lift.
    func compare(level: Double) throws(StatisticsError) -> Comparison {
        Comparison(
            difference: try sample.estimate(weights, level: level),
            relative: try? sample.relative(weights, to: base, level: level), adjusted: nil)
    }
}

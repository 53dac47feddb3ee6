public import Marketplace
import PolicyKit

/// A way to test a change in the feed market: what is split, and what the effect is read out of. A file of this folder declares each,
/// and `allCases` lists them.
public struct Design: RawRepresentable, CaseIterable, Sendable, Hashable {
    /// The name in scenarios.
    public let rawValue: String
    /// In a sentence: "user split".
    public let words: String
    /// What is counted in each arm, in the plural.
    public let units: String
    /// What a platform does to its units, and how the effect and its error are estimated, in a sentence.
    public let definition: String
    /// The world that the design is read out of; several designs may share one.
    public let role: WorldRole
    /// What puts that world's units into arms.
    let split: any UnitSplit.Type
    /// How one world's error is estimated, in a word or two.
    let method: String
    /// The coarsest of what records belong to that the design's units hold as a whole: a listing has no sessions, and a session no
    /// next one.
    let coarsest: RecordSchema.Subject
    /// Whether the units are users, read out one by one.
    public let splitsUsers: Bool
    /// Whether the units are clusters of different sizes.
    let isClustered: Bool
    /// Reads a metric where the effect is no difference of the arms' moments; nil where it is.
    let contrast: Contrast?
    /// Units that a world keeps totals of beside its users.
    let rows: @Sendable (Size) -> Double
    /// What a plan lacks for the design, each with the keys to be blamed.
    public let faults: @Sendable (Plan) -> [Fault]

    typealias Contrast =
        @Sendable (_ metric: Metric, _ units: UnitMoments, _ users: Int, _ unitsOffered: Int) -> (any ContrastSample)?

    /// How large a world will be.
    struct Size {
        let plan: Plan
        let users: Double
        let listings: Double
        let visits: VisitEstimate
    }

    /// What a plan lacks for a design.
    public struct Fault: Sendable {
        /// As they stand in scenarios, the one to be changed first.
        public let keys: [String]
        public let message: String

        init(only keys: [String], _ message: String) {
            self.keys = keys
            self.message = message
        }

        /// - Parameter keys: beside the list of designs.
        init(_ keys: [String], _ message: String) { self.init(only: ["experiment.designs"] + keys, message) }

        init(_ message: String) { self.init([], message) }
    }

    init(
        _ name: String, words: String, units: String, definition: String, role: WorldRole, split: any UnitSplit.Type,
        method: String = "welch", coarsest: RecordSchema.Subject, splitsUsers: Bool = false, isClustered: Bool = false,
        contrast: Contrast? = nil, rows: @escaping @Sendable (Size) -> Double = { _ in 0 },
        faults: @escaping @Sendable (Plan) -> [Fault] = { _ in [] }
    ) {
        rawValue = name
        self.words = words
        self.units = units
        self.definition = definition
        self.role = role
        self.split = split
        self.method = method
        self.coarsest = coarsest
        self.splitsUsers = splitsUsers
        self.isClustered = isClustered
        self.contrast = contrast
        self.rows = rows
        self.faults = faults
    }

    /// All of them, in the order in which readouts and documents list them.
    public static let allCases: [Design] = [
        .userSplit, .budgetSplit, .stagedRollout, .userClusters, .sessionSplit, .requestSplit, .listingSplit,
        .sellerSplit,
        .categorySplit, .campaignSplit, .switchback, .switchbackThompson, .twoSided, .interpolatedOnce,
        .interpolatedTwice,
    ]

    /// The design of that name, or nil.
    public init?(rawValue: String) {
        guard let design = Design.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = design
    }

    public static func == (a: Design, b: Design) -> Bool { a.rawValue == b.rawValue }
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

    /// Whether the units are listings, or pairs with one: only what happens at a listing is theirs.
    public var splitsListings: Bool { split.splitsListings }

    /// Whether the effect is read by a `ContrastSample`.
    var isContrast: Bool { contrast != nil }

    /// Whether the design says something of a metric.
    public func reads(_ metric: Metric) -> Bool { metric.quantities.allSatisfy { $0.subject >= coarsest } }

    /// What puts the units of a role's world into arms.
    static func split(of role: WorldRole) -> any UnitSplit.Type {
        guard let design = allCases.first(where: { $0.role == role }) else { return TwinSplit.self }
        return design.split
    }
}

extension Plan {
    /// The keys in which an arm differs from control.
    var difference: [String] {
        let (control, others) = (arms[0], arms.dropFirst())
        let slots = control.policies.slots.filter { slot in
            others.contains { $0.policies[named: slot] != control.policies[named: slot] }
        }
        let conditions = Conditions.fields.filter { field in
            others.contains { field.read($0.conditions) != field.read(control.conditions) }
        }
        return slots.map { "policies.\($0)" } + conditions.map { "market.\($0.parameter.name)" }
    }
}

extension Design.Fault {
    /// Of a design that compares two arms only.
    static func needsTwoArms(_ plan: Plan, _ name: String) -> [Design.Fault] {
        plan.arms.count > 2
            ? [Design.Fault(["experiment.arms"], "\(name) has two arms, but experiment.arms has \(plan.arms.count)")]
            : []
    }

    /// Of a design of listings: what changes must be met at one.
    static func needsListings(_ plan: Plan, _ name: String) -> [Design.Fault] {
        let met = ["market.choice.", "market.offers.", "market.orders."]
        guard let key = plan.difference.first(where: { key in !met.contains { key.hasPrefix($0) } }) else { return [] }
        return [
            Design.Fault(
                "\(name) needs a change that is met at a listing (under market.choice, market.offers or market.orders), but "
                    + "the arms differ in \(key)")
        ]
    }

    /// Of a design whose clusters are categories.
    static func needsCategories(_ plan: Plan, _ name: String) -> [Design.Fault] {
        let (least, categories) = (2 * plan.arms.count, plan.market.listings.categories)
        return categories < least
            ? [
                Design.Fault(
                    "\(name) needs at least \(least) clusters, but market.listings.categories is \(categories)")
            ] : []
    }
}

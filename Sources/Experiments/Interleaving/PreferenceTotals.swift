import Marketplace
public import Statistics

/// What users did with the picks of each of two rankings that shared their pages, in one world.
public struct PreferenceTally: Sendable, Equatable, Codable {
    /// Sessions that began in the experiment.
    public var sessions: Int
    /// One a `PreferenceCredit`, in their order.
    public var credits: [Credit]

    /// Over the users of the world.
    public struct Credit: Sendable, Equatable, Codable {
        /// Users with more credited to treatment than to control, and the other way round.
        public var wins = 0
        public var losses = 0
        /// Credited to each, by user.
        public var control = Moments()
        public var treatment = Moments()
        /// Treatment less control.
        public var difference = Moments()

        mutating func add(control credited: Double, treatment other: Double) {
            control.add(credited)
            treatment.add(other)
            difference.add(other - credited)
            if other > credited { wins += 1 }
            if other < credited { losses += 1 }
        }
    }
}

/// What a ranking is credited with.
public enum PreferenceCredit: String, Sendable, CaseIterable {
    case clicks, carts, orders

    var quantity: Quantity {
        switch self {
        case .clicks: .clicks
        case .carts: .carts
        case .orders: .orders
        }
    }

    /// For people.
    var label: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// The metric by which a split of users and the truth tell the same; nil where there is none.
    var metric: Metric? {
        switch self {
        case .clicks: .ctr
        case .carts: nil
        case .orders: .orders
        }
    }
}

/// Two rows for each user, one for what is credited to each ranking: of pages that were made in the experiment, ads left out.
struct PreferenceIndex: UnitIndex {
    let users: Int
    let experimentStart: Int64
    /// The number in the world of the experiment's first request.
    private var first = JournalRecord.none
    private(set) var sessions = 0

    init(users: Int, experimentStart: Int64) {
        self.users = users
        self.experimentStart = experimentStart
    }

    var rows: Int { 2 * users }

    mutating func row(of record: JournalRecord) -> Int {
        if record.time >= experimentStart {
            if record.kind == .sessionStart { sessions += 1 }
            if record.kind == .request, first == JournalRecord.none { first = record.request }
        }
        guard first != JournalRecord.none, record.request != JournalRecord.none, record.request >= first,
            record.campaign == JournalRecord.none
        else { return Self.nowhere }
        return 2 * Int(record.user) + Int(record.arm)
    }
}

extension UnitTotals<PreferenceIndex> {
    func tally(_ quantities: KeptQuantities) -> PreferenceTally {
        var credits = PreferenceCredit.allCases.map { _ in PreferenceTally.Credit() }
        let places = PreferenceCredit.allCases.map { quantities.place(ofCounted: $0.quantity) }
        var rows = [[Double]](repeating: Array(repeating: 0, count: quantities.width), count: 2)
        for user in 0..<index.users {
            for arm in 0..<2 { read(2 * user + arm, into: &rows[arm]) }
            for (credit, place) in places.enumerated() {
                credits[credit].add(control: rows[0][place], treatment: rows[1][place])
            }
        }
        return PreferenceTally(sessions: index.sessions, credits: credits)
    }
}

import Marketplace

/// What users did with the picks of each of two rankings that shared their pages, in one world.
public struct PreferenceTally: Sendable, Equatable, Codable {
    /// Sessions that began in the experiment.
    public var sessions: Int
    /// One a `PreferenceCredit`, in their order.
    public var credits: [Credit]

    /// Over the users of the world.
    public struct Credit: Sendable, Equatable, Codable {
        /// How many users.
        public var users: Int
        /// Users with more credited to treatment than to control, and the other way round.
        public var wins: Int
        public var losses: Int
        /// Credited to each, over all users.
        public var control: Int
        public var treatment: Int
        /// Sum over users of the square of what is credited to treatment less to control.
        public var squares: Double

        /// Per user, treatment less control.
        var mean: Double { users > 0 ? Double(treatment - control) / Double(users) : 0 }

        /// Of the mean; nil with fewer than two users.
        var standardError: Double? {
            guard users > 1 else { return nil }
            let variance = (squares - Double(users) * mean * mean) / Double(users - 1)
            return (max(0, variance) / Double(users)).squareRoot()
        }
    }
}

/// What a ranking is credited with.
public enum PreferenceCredit: String, Sendable, CaseIterable {
    case clicks, carts, orders

    var kind: JournalRecord.Kind {
        switch self {
        case .clicks: .click
        case .carts: .cart
        case .orders: .payment
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

/// Counts, user by user, what is credited to each of two rankings that share pages: from pages that were made in the experiment, ads left
/// out.
final class PreferenceTotals: JournalConsumer {
    private let experimentStart: Int64
    /// The number in the world of the experiment's first request.
    private var first = JournalRecord.none
    private var sessions = 0
    /// By user, credit and arm.
    private var counts: [Int32]
    private let users: Int
    private static let width = 2 * PreferenceCredit.allCases.count
    /// The place of a record's kind among credits; nil for most.
    private static let places = Dictionary(
        uniqueKeysWithValues: PreferenceCredit.allCases.enumerated().map { ($1.kind, $0) })

    init(users: Int, experimentStart: Int64) {
        self.users = users
        self.experimentStart = experimentStart
        counts = Array(repeating: 0, count: users * Self.width)
    }

    func consume(_ records: borrowing Span<JournalRecord>) {
        for position in records.indices {
            let record = records[position]
            switch record.kind {
            case .sessionStart: if record.time >= experimentStart { sessions += 1 }
            case .request: if first == JournalRecord.none, record.time >= experimentStart { first = record.request }
            case .click, .cart, .payment:
                guard first != JournalRecord.none, record.request != JournalRecord.none, record.request >= first,
                    record.campaign == JournalRecord.none, let place = Self.places[record.kind]
                else { continue }
                counts[Int(record.user) * Self.width + 2 * place + Int(record.arm)] += 1
            default: continue
            }
        }
    }

    var tally: PreferenceTally {
        PreferenceTally(
            sessions: sessions,
            credits: PreferenceCredit.allCases.indices.map { place in
                var credit = PreferenceTally.Credit(
                    users: users, wins: 0, losses: 0, control: 0, treatment: 0, squares: 0)
                for user in 0..<users {
                    let start = user * Self.width + 2 * place
                    let (control, treatment) = (Int(counts[start]), Int(counts[start + 1]))
                    credit.control += control
                    credit.treatment += treatment
                    credit.squares += Double((treatment - control) * (treatment - control))
                    if treatment > control { credit.wins += 1 }
                    if treatment < control { credit.losses += 1 }
                }
                return credit
            })
    }
}

/// A number that is kept of each unit (a user, a session, a listing, ...) of a design: what it counts, and how it follows from the
/// journal.
///
/// A mechanism declares the quantities of its own records; a run keeps those of which its metrics are made.
public struct Quantity: Sendable, Hashable {
    /// Lower-case words joined by `_`: the head of a column in tables of units.
    public let name: String
    /// How it follows from the records.
    public let rule: Rule

    public init(_ name: String, _ rule: Rule) {
        self.name = name
        self.rule = rule
    }

    /// How a quantity follows from the records of a unit.
    public indirect enum Rule: Sendable, Hashable {
        /// Added up, record by record.
        case total(Total)
        /// The first less the second.
        case difference(Quantity, Quantity)
        case sum(Quantity, Quantity)
        /// One less than the quantity, and no less than 0.
        case beyondFirst(Quantity)
        /// 1 where the quantity is above 0, else 0.
        case any(Quantity)
        /// The quantity in a unit that is so many times as large.
        case divided(Quantity, by: Double)
        /// 1; of a cluster its size, of a block of time its days.
        case one
    }

    /// What is added up, over which records.
    public struct Total: Sendable, Hashable {
        /// The kind of the records that add to it.
        public let kind: JournalRecord.Kind
        /// What each of them adds.
        public let amount: Amount
        /// Which of the kind's records add to it.
        public let condition: Condition
        /// The finest unit that the records belong to.
        public let subject: RecordSchema.Subject

        public init(
            kind: JournalRecord.Kind, amount: Amount = .one, condition: Condition = .none, subject: RecordSchema.Subject
        ) {
            self.kind = kind
            self.amount = amount
            self.condition = condition
            self.subject = subject
        }
    }

    /// What a record adds to a total.
    public enum Amount: Sendable, Hashable {
        case one
        case number(JournalRecord.Field)
        /// What the conditions of the record's arm say.
        case weight(Weight)
        /// One of the record's numbers times that.
        case weighted(JournalRecord.Field, Weight)
        /// The share of one of the record's numbers that the conditions of its arm say, rounded to a whole number.
        case share(JournalRecord.Field, Share)
    }

    /// A share in an arm's conditions.
    public struct Share: Sendable, Hashable {
        /// The path of the parameter; it alone tells shares apart.
        public let name: String
        /// The share, 0...1, under an arm's conditions.
        public let value: @Sendable (Conditions) -> Double

        public init(_ name: String, _ value: @escaping @Sendable (Conditions) -> Double) {
            self.name = name
            self.value = value
        }

        public static func == (a: Share, b: Share) -> Bool { a.name == b.name }
        public func hash(into hasher: inout Hasher) { hasher.combine(name) }
    }

    /// A number of an arm's conditions, say a price.
    public struct Weight: Sendable, Hashable {
        /// The path of the parameter; it alone tells weights apart.
        public let name: String
        /// The number under an arm's conditions; money in minor units.
        public let value: @Sendable (Conditions) -> Int64

        public init(_ name: String, _ value: @escaping @Sendable (Conditions) -> Int64) {
            self.name = name
            self.value = value
        }

        public static func == (a: Weight, b: Weight) -> Bool { a.name == b.name }
        public func hash(into hasher: inout Hasher) { hasher.combine(name) }
    }

    /// Which records add to a total.
    public enum Condition: Sendable, Hashable {
        case none
        /// Those that came of an ad.
        case fromAd
        /// Those in the last so many milliseconds of the warm-up, or of the experiment, that the record is in.
        case last(Int64)
        /// Those about listings of a group, at the time at which the record is credited.
        case about(ListingGroup)
    }

    /// The finest unit that the quantity says something of: a session's start belongs to no listing, and no session has a
    /// next one.
    public var subject: RecordSchema.Subject {
        switch rule {
        case .total(let total): total.subject
        case .difference(let first, let second), .sum(let first, let second): min(first.subject, second.subject)
        case .beyondFirst: .user
        case .any(let quantity), .divided(let quantity, _): quantity.subject
        case .one: .ad
        }
    }

    /// Whether that of several units, or stretches of time, together is the sum of theirs.
    public var addsUp: Bool {
        switch rule {
        case .total(let total):
            switch total.condition {
            case .none, .fromAd, .about: true
            case .last: false
            }
        case .difference(let first, let second), .sum(let first, let second): first.addsUp && second.addsUp
        case .divided(let quantity, _): quantity.addsUp
        case .beyondFirst, .any, .one: false
        }
    }

    /// The totals that it follows from.
    public var totals: [Total] {
        switch rule {
        case .total(let total): [total]
        case .difference(let first, let second), .sum(let first, let second): first.totals + second.totals
        case .beyondFirst(let quantity), .any(let quantity), .divided(let quantity, _): quantity.totals
        case .one: []
        }
    }

    /// The paths of the conditions that it counts by: a change of one of them is seen in it, though nothing else happens.
    public var keys: Set<String> {
        Set(
            totals.compactMap { total in
                switch total.amount {
                case .one, .number: nil
                case .weight(let weight), .weighted(_, let weight): weight.name
                case .share(_, let share): share.name
                }
            })
    }

    /// 1 for each unit.
    public static let members = Quantity("members", .one)
}

extension Quantity.Rule {
    /// The number of records.
    public static func count(_ schema: RecordSchema) -> Self {
        .total(Quantity.Total(kind: schema.kind, subject: schema.subject))
    }

    /// The number of records that came of an ad.
    public static func countFromAds(_ schema: RecordSchema) -> Self {
        .total(Quantity.Total(kind: schema.kind, condition: .fromAd, subject: .ad))
    }

    /// The number of records about listings of a group.
    public static func count(_ schema: RecordSchema, about group: ListingGroup) -> Self {
        .total(Quantity.Total(kind: schema.kind, condition: .about(group), subject: schema.subject))
    }

    /// The number of records in the last so many milliseconds of the warm-up or experiment.
    public static func count(_ schema: RecordSchema, inLast length: Int64) -> Self {
        .total(Quantity.Total(kind: schema.kind, condition: .last(length), subject: .user))
    }

    /// The sum of one of the records' numbers.
    public static func sum(_ column: RecordColumn, of schema: RecordSchema) -> Self {
        .total(Quantity.Total(kind: schema.kind, amount: .number(column.field), subject: schema.subject))
    }

    /// The sum over records of a number times what the conditions of each one's arm say.
    public static func sum(_ column: RecordColumn, times weight: Quantity.Weight, of schema: RecordSchema) -> Self {
        .total(
            Quantity.Total(kind: schema.kind, amount: .weighted(column.field, weight), subject: schema.subject))
    }

    /// The sum over records of the share of a number that the conditions of each one's arm say.
    public static func sum(_ share: Quantity.Share, of column: RecordColumn, in schema: RecordSchema) -> Self {
        .total(Quantity.Total(kind: schema.kind, amount: .share(column.field, share), subject: schema.subject))
    }

    /// The sum over records of what the conditions of each one's arm say.
    public static func sum(_ weight: Quantity.Weight, of schema: RecordSchema) -> Self {
        .total(Quantity.Total(kind: schema.kind, amount: .weight(weight), subject: schema.subject))
    }
}

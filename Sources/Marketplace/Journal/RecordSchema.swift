public import PolicyKit

/// One number of a kind of record: where it stands, under which name, and what it means.
public struct RecordColumn: Sendable, Hashable {
    /// Lower-case words joined by `_`: the head of the column in logs.
    public let name: String
    /// Where the number stands in a record.
    public let field: JournalRecord.Field
    /// What the number counts.
    public let unit: Unit
    /// How logs show it.
    public let form: Form
    /// What it is, as a phrase without a full stop.
    public let meaning: String

    public init(
        _ name: String, in field: JournalRecord.Field, unit: Unit = .number, as form: Form = .number, _ meaning: String
    ) {
        self.name = name
        self.field = field
        self.unit = unit
        self.form = form
        self.meaning = meaning
    }

    /// What the number counts.
    public enum Unit: String, Sendable, Hashable {
        /// Names something, counts something, or is 0 or 1.
        case number = ""
        case milliseconds = "ms"
        case minorUnits = "minor units"
        /// Millionths of a currency unit.
        case millionths
        /// Units of 1e-18.
        case quintillionths
    }

    /// How the number is shown.
    public enum Form: Sendable, Hashable {
        case number
        /// As true or false.
        case flag
        /// As a word; the first stands for 1.
        case words([String])
    }
}

/// Declares a kind of record: when it is written, and what its numbers mean.
///
/// Logs, their documents, totals and whatever else reads a journal take it from here.
public struct RecordSchema: Sendable, Hashable {
    /// The kind of record that it declares.
    public let kind: JournalRecord.Kind
    /// Lower-case words joined by `_`: the name of its file in logs.
    public let name: String
    /// What one record is written for, as a phrase without a full stop.
    public let occasion: String
    /// The finest unit that a record belongs to.
    public let subject: Subject
    /// Columns that other kinds of records have, too.
    public let shared: [RecordColumn]
    /// Columns of this kind alone.
    public let own: [RecordColumn]

    public init(
        _ kind: JournalRecord.Kind, _ name: String, _ occasion: String, of subject: Subject, _ shared: [RecordColumn],
        _ own: RecordColumn...
    ) {
        self.kind = kind
        self.name = name
        self.occasion = occasion
        self.subject = subject
        self.shared = shared
        self.own = own
    }

    /// All of them, in the order of a log, after the record's number and time.
    public var columns: [RecordColumn] { shared + own }

    /// What a record may belong to, each a part of the one before.
    public enum Subject: Int, Sendable, Hashable, Comparable {
        case user, session, request
        /// A user meets a listing on a page, with all that comes of it.
        case exposure
        /// An exposure of an ad.
        case ad

        public static func < (a: Subject, b: Subject) -> Bool { a.rawValue < b.rawValue }
    }
}

extension JournalRecord {
    /// A number of every record, whatever it means in it.
    @frozen public enum Field: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
        case time, value, user, session, listing, detail, arm, slot
        /// The kind of the item, and its number within the kind.
        case itemKind, itemNumber
    }

    /// The number that stands in a field.
    @inlinable @inline(__always) public func number(in field: Field) -> Int64 {
        switch field {
        case .time: time
        case .value: value
        case .user: Int64(user)
        case .session: Int64(session)
        case .listing: Int64(listing)
        case .detail: Int64(detail)
        case .arm: Int64(arm)
        case .slot: Int64(slot)
        case .itemKind: Int64(item.kind.rawValue)
        case .itemNumber: Int64(item.number)
        }
    }

    /// A number by its name. - Precondition: the column is one of the kind's schema.
    public subscript(column: RecordColumn) -> Int64 { number(in: column.field) }
}

/// Columns that many kinds of records share.
extension RecordColumn {
    public static let user = RecordColumn("user", in: .user, "The user, from 0")
    public static let session = RecordColumn("session", in: .session, "The user's session number, from 0")
    public static let arm = RecordColumn("arm", in: .arm, "The arm whose conditions and policies held when it happened")
    public static let slot = RecordColumn("slot", in: .slot, "Position on the page, from 0")
    public static let listing = RecordColumn("listing", in: .listing, "The listing, from 0")
    public static let price = RecordColumn(
        "price", in: .value, unit: .minorUnits, "Price of the listing at that moment")
    public static let amount = RecordColumn("amount", in: .value, unit: .minorUnits, "Money that moved")
}

extension [RecordColumn] {
    /// What happens in a visit begins with these.
    public static var visit: [RecordColumn] { [.user, .session, .arm] }
    /// What happens at an exposure, or comes of it, begins with these.
    public static var exposure: [RecordColumn] { visit + [.slot, .listing] }
}

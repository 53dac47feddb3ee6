import Marketplace
import PolicyKit

/// Writes a time of the market as MerRec's logs have it: `2023-05-01 09:30:00.250 UTC`.
///
/// A market starts on a Monday at 00:00, which is taken to be Monday, 1 May 2023, in MerRec's own time.
package struct MerRecTime {
    /// Days from 1970-01-01 to 2023-05-01.
    private static let firstDay: Int64 = 19_478
    private static let dayLength: Int64 = 86_400_000
    private var day: Int64 = -1
    private var date = ""

    package init() {}

    package mutating func text(_ milliseconds: Int64) -> String {
        let ofDay = milliseconds % MerRecTime.dayLength
        if milliseconds / MerRecTime.dayLength != day {
            day = milliseconds / MerRecTime.dayLength
            date = MerRecTime.date(MerRecTime.firstDay + day)
        }
        let clock = [ofDay / 3_600_000, ofDay / 60_000 % 60, ofDay / 1_000 % 60].map { MerRecTime.digits($0, 2) }
        return "\(date) \(clock.joined(separator: ":")).\(MerRecTime.digits(ofDay % 1_000, 3)) UTC"
    }

    /// The civil date of a day since 1970-01-01 (Hinnant's algorithm for the Gregorian calendar).
    private static func date(_ day: Int64) -> String {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let ofEra = shifted % 146_097
        let year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let ofMonth = ofYear - (153 * month + 2) / 5 + 1
        let civilMonth = month < 10 ? month + 3 : month - 9
        let civilYear = year + era * 400 + (civilMonth <= 2 ? 1 : 0)
        return "\(digits(civilYear, 4))-\(digits(civilMonth, 2))-\(digits(ofMonth, 2))"
    }

    private static func digits(_ number: Int64, _ width: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

/// Writes what MerRec has events for into one CSV file, `events.csv`, with MerRec's columns.
///
/// What the market does not have (product, name, brand, size, shipper, colour, finer categories) stays empty, and the
/// condition too, for the journal does not tell it.
final class MerRecLog: LogFiles {
    private var file: LogFile
    private let lengths: SequenceLengths
    private let currency: Currency
    private var time = MerRecTime()
    /// The category of each listing, as its creation told.
    private var categories: [Int64] = []

    /// - Parameters:
    ///   - currency: that prices are in.
    ///   - device: takes the file in its place.
    init(
        in folder: LogFolder, lengths: SequenceLengths, currency: Currency, device: String?
    ) throws(StoreProblem) {
        var file = try LogFile(device ?? folder.file("events", "csv"))
        try file.write(MerRecColumn.allCases.map(\.rawValue).joined(separator: ",") + "\n")
        self.file = file
        self.lengths = lengths
        self.currency = currency
    }

    func write(_ records: borrowing Span<JournalRecord>, from first: Int64) throws(StoreProblem) {
        for index in records.indices {
            let record = records[index]
            if record.kind == .listingCreated {
                // Listings are numbered in the order of their creation.
                categories.append(record[.category])
            } else if let event = MerRecEvent(record.kind) {
                try file.write(row(record, event))
            }
        }
    }

    func finish(_ facts: WorldFacts) throws(StoreProblem) { try file.flush() }

    private func row(_ record: JournalRecord, _ event: MerRecEvent) -> String {
        let user = "\(record.user)"
        let category = "\(categories[Int(record.listing)])"
        let cells = MerRecColumn.allCases.map { column in
            switch column {
            case .userID, .sequenceID: user
            case .sessionID: "\(user)-\(record.session)"
            case .time: time.text(record.time)
            case .sequenceLength: "\(lengths.length(of: record.user))"
            case .eventID: event.rawValue
            case .itemID: "\(record.listing)"
            case .price: currency.bare(minor: event.price(of: record))
            case .categoryID: category
            case .categoryName: "category \(category)"
            default: ""
            }
        }
        return cells.joined(separator: ",") + "\n"
    }
}

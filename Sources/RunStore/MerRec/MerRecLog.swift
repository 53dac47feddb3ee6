import Marketplace
import PolicyKit

/// Writes what MerRec has events for into one CSV file, `events.csv`, with MerRec's columns.
///
/// What the market does not have (product, name, brand, size, shipper, colour, finer categories) stays empty, and the
/// condition too, for the journal does not tell it.
final class MerRecLog: LogFiles {
    private var file: LogFile
    private let lengths: SequenceLengths
    private let currency: Currency
    private var time = MerRecTime()
    /// Of each listing, as its creation told.
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

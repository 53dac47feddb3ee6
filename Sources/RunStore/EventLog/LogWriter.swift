import Marketplace

/// Writes the records of one kind, a row each.
struct LogWriter: ~Copyable {
    private var file: LogFile
    private let sources: UnsafeMutablePointer<LogTable.Source>
    private let columns: Int
    /// The longest row: every column at its widest, with the comma or line end behind it.
    private let widestRow: Int

    /// - Parameter path: of the file.
    init(_ table: LogTable, path: String) throws(StoreProblem) {
        var file = try LogFile(path)
        try file.write(table.header)
        self.file = file
        columns = table.columns.count
        widestRow = columns * (Digits.widest + 1)
        sources = .allocate(capacity: columns)
        for (place, column) in table.columns.enumerated() { (sources + place).initialize(to: column.source) }
    }

    deinit { sources.deallocate() }

    @inline(__always) mutating func write(_ record: JournalRecord, number: Int64) throws(StoreProblem) {
        var place = try file.room(for: widestRow)
        for column in 0..<columns {
            switch sources[column] {
            case .number: place = Digits.write(number, to: place)
            case .time: place = Digits.write(record.time, to: place)
            case .value: place = Digits.write(record.value, to: place)
            case .user: place = Digits.write(Int64(record.user), to: place)
            case .session: place = Digits.write(Int64(record.session), to: place)
            case .listing: place = Digits.write(Int64(record.listing), to: place)
            case .detail: place = Digits.write(Int64(record.detail), to: place)
            case .arm: place = Digits.write(Int64(record.arm), to: place)
            case .slot: place = Digits.write(Int64(record.slot), to: place)
            case .reason: place = LogWriter.writeReason(record.detail, to: place)
            }
            place.pointee = UInt8(ascii: ",")
            place += 1
        }
        (place - 1).pointee = UInt8(ascii: "\n")
        file.advance(to: place)
    }

    mutating func flush() throws(StoreProblem) { try file.flush() }

    @inline(never) private static func writeReason(
        _ detail: UInt32, to start: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var place = start
        for byte in (ListingEnd(rawValue: UInt8(truncatingIfNeeded: detail))?.word ?? "unknown").utf8 {
            place.pointee = byte
            place += 1
        }
        return place
    }
}

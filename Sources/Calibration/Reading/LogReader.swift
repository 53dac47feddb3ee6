import RunStore
import Scenarios
import Tables

/// Reads a log in MerRec's names, row by row, into a tally.
///
/// Rows may stand in any order and columns too; further columns are not looked at. A row that stands in the log twice,
/// cell for cell, counts once. A row with a fault is left out and counted; with more than one in a hundred of them the
/// log is refused.
package struct LogReader: ~Copyable {
    static let needed: [MerRecColumn] = [.userID, .sessionID, .time, .eventID, .itemID, .price, .categoryID]
    private static var neededNames: String { needed.map(\.rawValue).joined(separator: ", ") }
    private static let faultyShare = 0.01

    private let file: String
    package private(set) var tally = LogTally()
    package private(set) var skipped = SkippedRows()
    private var rowsSeen = KeySet()
    /// The cells of the needed columns, in their order.
    private var cells: [Int] = []
    private var headerCount = 0

    package init(file: String) throws(CalibrationProblem) {
        self.file = file
        var reader = try LogReader.opened(file)
        try readHeader(&reader)
        while true {
            do {
                guard try reader.next() else { break }
                skipped.rows += 1
                if let reason = fault(reader) { skipped.skip(reason, line: reader.line) }
            } catch {
                guard let line = error.line else { throw CalibrationProblem(file, error.message) }
                skipped.rows += 1
                skipped.skip(.form, line: line)
            }
        }
        try judge()
    }

    private static func opened(_ file: String) throws(CalibrationProblem) -> CSVReader {
        if let sentence = BinaryFile.sentence(file) { throw CalibrationProblem(file, sentence) }
        do { return try CSVReader(path: file) } catch {
            throw CalibrationProblem(file, "cannot be read: \(error.message)")
        }
    }

    private mutating func readHeader(_ reader: inout CSVReader) throws(CalibrationProblem) {
        let hasHeader: Bool
        do { hasHeader = try reader.next() } catch {
            throw CalibrationProblem(file, line: error.line, error.message)
        }
        guard hasHeader else {
            throw CalibrationProblem(file, "is empty; needed is a header with \(LogReader.neededNames)")
        }
        headerCount = reader.count
        var names: [String] = []
        for cell in 0..<reader.count { names.append(reader.text(cell) ?? "") }
        for column in MerRecColumn.allCases where names.count(where: { $0 == column.rawValue }) > 1 {
            throw CalibrationProblem(file, line: reader.line, "the column \(column.rawValue) is given twice")
        }
        let missing = LogReader.needed.map(\.rawValue).filter { !names.contains($0) }
        guard missing.isEmpty else {
            if names.count == 1, let mark = names.first?.first(where: { ";\t|".contains($0) }) {
                throw CalibrationProblem(
                    file, line: reader.line,
                    "the header has one cell; cells must be separated by commas, not by \(mark == "\t" ? "tabs" : "\"\(mark)\"")"
                )
            }
            throw CalibrationProblem(
                file, line: reader.line,
                "the column\(missing.count > 1 ? "s" : "") \(missing.joined(separator: ", ")) "
                    + "\(missing.count > 1 ? "are" : "is") missing; needed are \(LogReader.neededNames)")
        }
        cells = LogReader.needed.map { column in names.firstIndex(of: column.rawValue) ?? 0 }
    }

    /// Takes the present row into the tally, or says why it cannot be used.
    private mutating func fault(_ reader: borrowing CSVReader) -> SkippedRows.Reason? {
        guard reader.count == headerCount else { return .cells }
        let (user, session, item, category) = (cells[0], cells[1], cells[4], cells[6])
        if reader.isEmpty(user) || reader.isEmpty(session) || reader.isEmpty(item) || reader.isEmpty(category) {
            return .name
        }
        guard let time = TimeText.milliseconds(reader.bytes(cells[2])) else { return .time }
        guard let event = LogReader.event(reader.bytes(cells[3])) else { return .event }
        guard let price = reader.number(cells[5]), price > 0, price < 1e9 else { return .price }
        var row: UInt64 = 0
        for cell in 0..<reader.count { row = ByteHash.of(reader.bytes(cell), seed: row) }
        guard rowsSeen.insert(row) else {
            skipped.duplicates += 1
            return nil
        }
        let userKey = ByteHash.of(reader.bytes(user), seed: 1)
        let categoryKey = ByteHash.of(reader.bytes(category), seed: 2)
        let categoryNumber = tally.category(categoryKey) { reader.text(category) ?? "not UTF-8" }
        tally.add(
            LogTally.Event(
                user: userKey, session: ByteHash.of(reader.bytes(session), seed: userKey),
                item: ByteHash.of(reader.bytes(item), seed: 3), category: categoryNumber, kind: event, time: time,
                price: price))
        return nil
    }

    private static let events = MerRecEvent.allCases.map { (event: $0, name: Array($0.rawValue.utf8)) }

    private static func event(_ bytes: Span<UInt8>) -> MerRecEvent? {
        for (event, name) in events where name.count == bytes.count {
            var index = 0
            while index < name.count, name[index] == bytes[index] { index += 1 }
            if index == name.count { return event }
        }
        return nil
    }

    private func judge() throws(CalibrationProblem) {
        guard skipped.rows > 0 else { throw CalibrationProblem(file, "has a header and no rows") }
        guard Double(skipped.faulty) > LogReader.faultyShare * Double(skipped.rows) else { return }
        let worst = SkippedRows.Reason.allCases.compactMap { reason in
            skipped.faults[reason].map { (reason, $0.count, $0.line) }
        }.max { $0.1 < $1.1 }
        guard let (reason, count, line) = worst else { return }
        let hint = reason == .time ? "; expected \(TimeText.expected)" : ""
        throw CalibrationProblem(
            file, line: line,
            "\(reason.rawValue), here and in \(count) of \(skipped.rows) rows, which is too many to skip (1 %)\(hint)")
    }
}

/// Remembers keys of 64 well mixed bits, 8 bytes per slot.
struct KeySet {
    private var keys = [UInt64](repeating: 0, count: 1 << 12)
    private var count = 0

    /// Whether the key was not there yet.
    @inline(__always) mutating func insert(_ key: UInt64) -> Bool {
        // 0 marks a free slot.
        let key = key == 0 ? 1 : key
        let slot = slot(of: key)
        if keys[slot] == key { return false }
        keys[slot] = key
        count += 1
        if count * 10 > keys.count * 7 { grow() }
        return true
    }

    private func slot(of key: UInt64) -> Int {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: key) & mask
        while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & mask }
        return slot
    }

    @inline(never) private mutating func grow() {
        let old = keys
        keys = [UInt64](repeating: 0, count: 2 * old.count)
        for key in old where key != 0 { keys[slot(of: key)] = key }
    }
}

/// Why a log cannot be calibrated from, in one sentence that names the file, and the line where there is one.
public struct CalibrationProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The sentence, without a full stop: it may stand behind `error:`.
    public let description: String

    init(_ file: String, line: Int? = nil, _ what: String) {
        description = line.map { "\(file):\($0): \(what)" } ?? "\(file): \(what)"
    }
}

/// Rows of a log that were left out, counted by the reason.
public struct SkippedRows: Sendable, Equatable {
    /// Why a row cannot be used.
    public enum Reason: String, Sendable, CaseIterable {
        case form = "not CSV"
        case cells = "another number of cells than the header"
        case name = "no user_id, session_id, item_id or c0_id"
        case time = "stime is no time"
        case event = "event_id is none of MerRec's"
        case price = "price is not a positive amount"
    }

    /// Rows behind the header.
    public internal(set) var rows = 0
    /// Rows that stood in the log already, cell for cell.
    public internal(set) var duplicates = 0
    /// Rows left out, and the line of the first, by reason.
    public internal(set) var faults: [Reason: (count: Int, line: Int)] = [:]

    /// Rows that were used.
    public var used: Int { rows - duplicates - faulty }
    /// Rows with a fault.
    public var faulty: Int { faults.values.reduce(0) { $0 + $1.count } }

    public static func == (left: Self, right: Self) -> Bool {
        left.rows == right.rows && left.duplicates == right.duplicates
            && left.faults.mapValues(\.count) == right.faults.mapValues(\.count)
            && left.faults.mapValues(\.line) == right.faults.mapValues(\.line)
    }

    mutating func skip(_ reason: Reason, line: Int) { faults[reason, default: (0, line)].count += 1 }

    /// A sentence for each kind of row that was left out.
    public var sentences: [String] {
        (duplicates > 0 ? ["\(duplicates) of \(rows) rows stood in the log already and were skipped"] : [])
            + Reason.allCases.compactMap { reason in
                faults[reason].map {
                    "\($0.count) of \(rows) rows were skipped: \(reason.rawValue) (first in line \($0.line))"
                }
            }
    }
}

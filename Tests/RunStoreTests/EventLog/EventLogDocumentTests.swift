import Foundation
import MarketLabTesting
import Marketplace
import Testing

/// docs/EventLog.md says of every file what its records' schema declares.
struct EventLogDocumentTests {
    private static let document = Result { try Checkout.text("docs/EventLog.md") }

    /// Columns that are described once, for all files that have them.
    private static let common: [RecordColumn] =
        [.user, .session, .arm, .slot, .listing, .price, .amount, .offer, .order, .seller]

    /// The row of a file in its table; the columns that its heading names are left out.
    private static func row(of schema: RecordSchema) -> String {
        let heading: [RecordColumn] =
            switch schema.subject {
            case .user: schema.columns[0] == .arm ? [.arm] : [.seller, .listing]
            case .session, .request: .visit
            case .exposure, .ad: .exposure
            }
        var text = ""
        var separator = ""
        for column in schema.columns.dropFirst(heading.count) {
            let isCommon = common.contains(column)
            text += separator + "`\(column.name)`" + (isCommon ? "" : ": \(column.meaning)")
            separator = isCommon ? ", " : ". "
        }
        return "| `\(schema.name).csv` | \(schema.occasion) | \(text.isEmpty ? "" : text + " ")|"
    }

    @Test(arguments: Mechanisms.records)
    func theDocumentHasTheRowOfEveryFile(schema: RecordSchema) throws {
        let lines = try Self.document.get().split(separator: "\n")
        #expect(lines.contains { $0 == Self.row(of: schema) }, "\(Self.row(of: schema))")
    }

    @Test(arguments: common)
    func theDocumentHasTheCommonColumnsOnce(column: RecordColumn) throws {
        let rows = try Self.document.get().split(separator: "\n").filter { $0.hasPrefix("| `\(column.name)` | ") }
        // The table of `users.csv` and that of `listings.csv` have some of them once more.
        #expect(!rows.isEmpty && rows[0].hasPrefix("| `\(column.name)` | \(column.unit.rawValue)"))
    }
}

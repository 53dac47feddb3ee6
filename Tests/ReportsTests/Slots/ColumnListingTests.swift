import Foundation
import MarketLabTesting
import PolicyKit
import Reports
import Testing

@Suite struct ColumnListingTests {
    private let path = Checkout.file("docs/WritingAPolicy.md")

    /// With UPDATE_DOCS=1 in the environment it writes the tables into the page.
    @Test func theTablesForAuthorsAreThoseOfTheCode() throws {
        let mark = "<!-- columns -->\n"
        var parts = try String(contentsOf: path, encoding: .utf8).components(separatedBy: mark)
        try #require(parts.count == 3)
        let tables = "\n\(ColumnListing(Slots.all).tables)\n"
        if TestOptions.writesDocumentation {
            parts[1] = tables
            try Data(parts.joined(separator: mark).utf8).write(to: path)
        }
        let isCurrent = parts[1] == tables
        #expect(isCurrent, "run this test with UPDATE_DOCS=1 to write the tables anew")
    }

    @Test(arguments: [60, 80, 200])
    func theTextHasEveryColumnAndFitsItsWidth(width: Int) {
        let lines = ColumnListing(Slots.all).text(Terminal(width: width)).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= width })
        let entries = ColumnListing(Slots.all).entries
        #expect(lines.count { $0.hasPrefix("      ") && $0.dropFirst(6).first != " " } == entries.count)
    }
}

import Foundation
import MarketLabTesting
import Plugins
import PolicyKit
import Testing

@Suite struct ColumnsHeaderTests {
    private let path = Checkout.file("Sources/CMarketPolicy/marketcolumns.h")

    /// With UPDATE_DOCS=1 in the environment it writes the header.
    @Test func theHeaderIsMadeFromTheSlotsDeclarations() throws {
        if TestOptions.writesDocumentation { try Data(ColumnsHeader.text.utf8).write(to: path) }
        let isCurrent = try String(contentsOf: path, encoding: .utf8) == ColumnsHeader.text
        #expect(isCurrent, "run this test with UPDATE_DOCS=1 to write the header anew")
    }

    @Test func everyColumnOfEverySlotStandsInTheHeader() throws {
        let text = try String(contentsOf: path, encoding: .utf8)
        for slot in Slots.all {
            for column in slot.calls.flatMap(\.groups).flatMap(\.columns) {
                #expect(text.contains("#define MARKET_COLUMN_\(column.name.uppercased()) \"\(column.name)\""))
                #expect(text.contains(" \(column.name) (\(column.element.cType) per "))
            }
        }
    }
}

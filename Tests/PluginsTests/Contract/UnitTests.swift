import MarketLabTesting
import PolicyKit
import Testing

@Suite struct UnitTests {
    /// A plug-in and the platform mean the same unit by a number.
    @Test func theHeadersUnitsAreThePlatforms() throws {
        let text = try Checkout.text("Sources/CMarketPolicy/marketpolicy.h")
        let said = text.matches(of: /MARKET_UNIT_([A-Z_]+) = ([0-9]+)/).map { [String($0.1), String($0.2)] }
        let units = PolicyKit.Unit.allCases.enumerated().map { number, unit in
            [unit.rawValue.uppercased().replacing(" ", with: "_"), "\(number)"]
        }
        #expect(said == units)
    }
}

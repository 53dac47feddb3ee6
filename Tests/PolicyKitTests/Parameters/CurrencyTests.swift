import PolicyKit
import Testing

@Suite struct CurrencyTests {
    /// As the `iso4217` package (1.16, the list of 2026-01-01) has them.
    @Test(arguments: [0: 17, 2: 139, 3: 7, 4: 2])
    func allActiveCurrenciesAreThereWithTheirDigits(digits: Int, count: Int) {
        #expect(Currency.all.count { $0.minorDigits == digits } == count)
        #expect(Currency.all.allSatisfy { $0.code.count == 3 && Currency(code: $0.code) == $0 })
    }

    @Test(arguments: ["", "usd", "XAU", "XXX", "DEM", "US"])
    func whatIsNoActiveCurrencyIsNone(code: String) { #expect(Currency(code: code) == nil) }

    @Test(arguments: [
        ("USD", 2_500, "25.00"), ("USD", -5, "-0.05"), ("USD", 0, "0.00"), ("JPY", 2_500, "2500"), ("JPY", -1, "-1"),
        ("KWD", 2_500, "2.500"), ("KWD", -12, "-0.012"), ("CLF", 1, "0.0001"), ("EUR", .max, "92233720368547758.07"),
        ("EUR", .min, "-92233720368547758.08"),
    ])
    func amountsHaveTheDecimalsOfTheirCurrency(code: String, minor: Int64, text: String) throws {
        #expect(try #require(Currency(code: code)).bare(minor: minor) == text)
    }
}

import PolicyKit
import Scenarios
import Testing

@Suite struct QuantityTests {
    @Test(arguments: [
        ("250ms", 250), ("30s", 30_000), ("15m", 900_000), ("12h", 43_200_000), ("7d", 604_800_000),
        ("2w", 1_209_600_000), ("0", 0), ("0s", 0), ("1.5h", 5_400_000), ("1.1h", 3_960_000), ("7 d", 604_800_000),
        ("-3s", -3_000),
    ])
    func durationsAreMilliseconds(text: String, value: Double) {
        #expect(Quantity.value(text, as: .duration) == .number(value))
    }

    @Test(arguments: [
        (".3", 0.3), ("0.3", 0.3), ("30 %", 0.3), ("30%", 0.3), ("15.06 %", 0.1506), ("-5 %", -0.05), ("1e1 %", 0.1),
        ("0", 0), ("100 %", 1),
    ])
    func sharesArePartsOfOne(text: String, value: Double) {
        #expect(Quantity.value(text, as: .share) == .number(value))
    }

    @Test(arguments: [
        ("25.00 USD", 2_500), ("25 USD", 2_500), ("0.29 USD", 29), ("1_000.50 USD", 100_050), ("-0.05 USD", -5),
        ("25.1USD", 2_510),
    ])
    func moneyIsMinorUnits(text: String, value: Double) {
        #expect(Quantity.value(text, as: .money) == .number(value))
    }

    @Test(arguments: [
        ("2500 JPY", "JPY", 2_500.0), ("0 JPY", "JPY", 0), ("1e3JPY", "JPY", 1_000), ("2.5 KWD", "KWD", 2_500),
        ("0.0001 CLF", "CLF", 1), ("25.00 EUR", "EUR", 2_500),
    ])
    func moneyOfAnyCurrencyIsMinorUnits(text: String, code: String, value: Double) throws {
        let currency = try #require(Currency(code: code))
        #expect(Quantity.value(text, as: .money, in: currency) == .number(value))
        let written = Quantity.text(.number(value), as: .money, in: currency)
        #expect(Quantity.value(written, as: .money, in: currency) == .number(value))
        #expect(Quantity.value(text, as: .money, in: .usd) == nil)
    }

    @Test(arguments: [("2500.5 JPY", "JPY"), ("2.5005 KWD", "KWD"), ("25 USD", "JPY"), ("25", "EUR")])
    func whatIsNoAmountOfTheCurrencyIsRefused(text: String, code: String) throws {
        #expect(Quantity.value(text, as: .money, in: try #require(Currency(code: code))) == nil)
    }

    @Test(arguments: [
        ("2000", 2_000), ("2_000", 2_000), ("1e5", 100_000), ("-2.5", -2.5), ("+.5", 0.5), ("5.", 5), ("1E-2", 0.01),
    ])
    func numbersAreDecimal(text: String, value: Double) {
        #expect(Quantity.value(text, as: .number) == .number(value))
        #expect(Quantity.value(text, as: .count) == .number(value))
    }

    @Test(arguments: [
        ("400", Unit.perDay), ("400 / day", .perDay), ("400/day", .perDay), ("400 / week", .perWeek), ("400", .perWeek),
    ])
    func ratesMaySayPerWhat(text: String, unit: Unit) { #expect(Quantity.value(text, as: unit) == .number(400)) }

    @Test(arguments: [
        ("7", Unit.duration), ("7 USD", .duration), ("d", .duration), ("1h30m", .duration), ("0.5ms", .duration),
        ("1e400d", .duration), ("7d7", .duration), ("25", .money), ("25 EUR", .money), ("25.001 USD", .money),
        ("USD", .money), ("30 pct", .share), ("30 % %", .share), ("%", .share), ("3 / week", .perDay),
        ("3 / day", .perWeek), ("3 /", .perDay), ("inf", .number), ("nan", .number), (".inf", .number),
        ("1e999", .number), ("0x10", .number), ("1_", .number), ("_1", .number), ("1__0", .number), ("1e", .number),
        (".", .number), ("", .number), ("--1", .number), ("1,5", .number), ("12 d", .count), ("yes", .toggle),
        ("2", .bytes), ("2 gb", .bytes), ("1.5B", .bytes), ("GB", .bytes),
        ("True", .toggle), ("1", .toggle), ("", .word), ("٣", .count),
    ])
    func whatHasNotTheFormOfItsUnitIsNoValue(text: String, unit: Unit) {
        #expect(Quantity.value(text, as: unit) == nil)
    }

    @Test func switchesAndWordsAreThemselves() {
        #expect(Quantity.value("true", as: .toggle) == .toggle(true))
        #expect(Quantity.value("false", as: .toggle) == .toggle(false))
        #expect(Quantity.value("per-arm", as: .word) == .word("per-arm"))
        #expect(Quantity.text(.toggle(true), as: .toggle) == "true")
        #expect(Quantity.text(.word("a"), as: .word) == "a")
    }

    @Test(arguments: [Unit.number, .share, .count, .duration, .money, .perDay, .perWeek, .bytes])
    func whatAUnitWritesItReads(unit: Unit) {
        let wholes: [Double] = [0, 1, 5, 29, 99, 100, 101, 250, 999, 1_000, 60_000, 3_600_000, 86_400_000, 604_800_001]
        let parts: [Double] = [0.1506, 0.0196, 0.3, 1.0 / 8, 0.00129, -0.99, 1e-6, 12.5]
        for value in unit.isWhole ? wholes + wholes.map(-) : wholes + parts {
            #expect(Quantity.value(unit.text(value), as: unit) == .number(value), "\(unit.text(value))")
        }
    }
}

import Foundation
import MarketLabTesting
import Tables
import Testing

/// Every number is what the standard library's `strtod` makes of its text, bit by bit.
@Suite struct DecimalTests {
    /// The numbers of texts, each a row with something in front of it and behind.
    private func numbers(_ texts: [String]) throws -> [Double?] {
        var reader = CSVReader(bytes: Array(texts.map { "x,\($0),y" }.joined(separator: "\n").utf8))
        var numbers: [Double?] = []
        while try reader.next() { numbers.append(reader.number(1)) }
        return numbers
    }

    private func disagreements(_ texts: [String]) throws -> [String] {
        try zip(texts, numbers(texts)).filter { $1?.bitPattern != strtod($0, nil).bitPattern }.map(\.0)
    }

    @Test func shortDecimalsAreExact() throws {
        var texts: [String] = []
        for whole in 0..<100 {
            for part in 0..<1_000 {
                let digits = String(part)
                texts.append("\(whole).\(String(repeating: "0", count: 3 - digits.count))\(digits)")
            }
            texts += ["-\(whole)", "\(whole).", "-.\(whole)", "00\(whole)", "\(whole)e2", "-\(whole)E-3", "+\(whole)"]
        }
        #expect(try disagreements(texts).isEmpty)
    }

    @Test func doublesComeBackAsTheyWereWritten() throws {
        var generator = Xorshift64(state: 88_172_645_463_325_252)
        let values = (0..<50_000).map { _ in Double.random(in: -10...10, using: &generator) }
        #expect(try numbers(values.map { "\($0)" }) == values)
        let bits = (0..<20_000).map { _ in Double(bitPattern: generator.next()) }.filter(\.isFinite)
        #expect(try numbers(bits.map { "\($0)" }) == bits)
    }

    @Test func anyDigitsWithAnyPointAndExponentAreExact() throws {
        var generator = Xorshift64(state: 88_172_645_463_325_252)
        let texts = (0..<100_000).map { _ in
            var digits = (0..<Int.random(in: 1...24, using: &generator)).map { _ in
                String(Int.random(in: 0...9, using: &generator))
            }
            if Bool.random(using: &generator) {
                digits.insert(".", at: Int.random(in: 0..<digits.count, using: &generator))
            }
            let sign = Bool.random(using: &generator) ? "-" : ""
            let exponent = Bool.random(using: &generator) ? "e\(Int.random(in: -40...40, using: &generator))" : ""
            return sign + digits.joined() + exponent
        }
        #expect(try disagreements(texts).isEmpty)
    }

    /// Texts exactly between two doubles, and one digit to either side of that.
    @Test func halfwayTextsGoToTheEvenNeighbour() throws {
        var generator = Xorshift64(state: 88_172_645_463_325_252)
        var texts: [String] = []
        for _ in 0..<20_000 {
            let odd = UInt64.random(in: 1 << 53..<1 << 54, using: &generator) | 1
            for shift in 0..<5 {
                let scaled = odd << UInt64(shift)
                texts += ["\(scaled)", "\(scaled - 1)", "\(scaled + 1)"]
            }
            // An odd number of 54 bits over a power of two, as a decimal.
            let half = UInt64.random(in: 1 << 53..<1 << 54, using: &generator) | 1
            texts += ["\(half / 2).5", "\(half / 4).\(half / 2 % 2 == 0 ? 25 : 75)"]
        }
        #expect(try disagreements(texts).isEmpty)
    }

    @Test(arguments: [
        "0", "-0", "0.0", "-.0", "0e999", "9007199254740993", "9007199254740992.5", "1e22", "1e23",
        "123456789012345678e-30",
        "18446744073709551615", "18446744073709551616", "99999999999999999999", "1e308", "1.7976931348623157e308",
        "4.9e-324", "2.2250738585072011e-308", "1e-400", "0.000000000000000000000000000000000000000001",
        "1.00000000000000011102230246251565", "8.5e-27", "12345678", "1234567.", "-1234567", "-12345678", "123456789",
    ])
    func edgesAreExact(text: String) throws {
        #expect(try numbers([text])[0]?.bitPattern == strtod(text, nil).bitPattern)
    }

    @Test(arguments: [
        "", " ", "-", "+", ".", "-.", "e5", "1e", "1e+", "1e5.0", "1.2.3", "1..2", "--1", "+-1", "1-", "1-2", "0x10",
        "inf",
        "nan", "-inf", "1e400", "-1e309", "1;5", "1 2", "12345678a", "1234567890123456789012345x",
        "1_000", "１", "1/2", "1:2", "a", "--------", "........", "1.......",
    ])
    func whatIsNoFiniteNumberIsRefused(text: String) throws {
        #expect(try numbers([text]) == [nil])
    }

    @Test func blanksAroundANumberMeanNothing() throws {
        #expect(try numbers([" 5", "5 ", "  -12.5  ", " 0.1234567890123 "]) == [5, 5, -12.5, 0.1234567890123])
    }
}

import Foundation

/// Numbers as digits, whatever they count.
package enum Digits {
    /// What stands where a number is absent.
    package static let absent = "–"

    /// A number of things: `1,234,567`.
    package static func count(_ number: Int) -> String { grouped(Double(number), decimals: 0, signed: false) }

    /// The same in a sentence: `p = 0.0312`, `p <1e-300`.
    package static func comparedP(_ p: Double) -> String { p > 0 ? "p = \(pValue(p))" : "p \(pValue(p))" }

    /// A probability of no effect to three digits: `0.0312`, `3.12e-7`, `1e-300`; never a bare zero.
    package static func pValue(_ p: Double) -> String {
        guard p.isFinite else { return absent }
        if p <= 0 { return "<1e-300" }
        if p >= 0.001 { return String(format: p >= 0.1 ? "%.3f" : p >= 0.01 ? "%.4f" : "%.5f", p) }
        let parts = String(format: "%.2e", p).split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else { return "\(p)" }
        var mantissa = String(parts[0])
        while mantissa.hasSuffix("0") || mantissa.hasSuffix(".") {
            let last = mantissa.removeLast()
            if last == "." { break }
        }
        return "\(mantissa)e\(exponent)"
    }

    /// The power of ten that a count is.
    package static func power(of count: Int) -> Double { log10(Double(max(1, count))) }

    /// How many powers of ten it takes to get there, at least one.
    package static func decades(in number: Double) -> Int { max(1, Int(log10(number).rounded(.up))) }

    /// A length of time in days: `7 days`, `1 day`, `0.5 days`.
    package static func days(_ days: Double) -> String {
        "\(plain(days)) \(days == 1 ? "day" : "days")"
    }

    /// As few digits as the number has, at most three decimals: `0.95`, `14`.
    package static func plain(_ number: Double) -> String {
        var text = String(format: "%.3f", number)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text == "-0" ? "0" : text
    }

    /// A number of hundredths as `plain` writes it, many times as fast: `0.5`, `-3.25`.
    package static func plain(hundredths: Int) -> String {
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = hundredths < 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(whole)" }
        return rest % 10 == 0 ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// Per cent of a level that so much is missing from, with digits enough that it is not rounded up to 100: `95`,
    /// `99.9999`.
    /// - Parameter alpha: at least 1e-12.
    package static func level(_ alpha: Double) -> String {
        guard alpha < 0.001 else { return plain(100 * (1 - alpha)) }
        var text = String(format: "%.\(Int(-log10(alpha).rounded(.down)) + 1)f", 100 * (1 - alpha))
        while text.hasSuffix("0") { text.removeLast() }
        return text
    }

    /// Three digits and an exponent: `1.23e-20`.
    package static func scientific(_ number: Double, signed: Bool) -> String {
        (number < 0 ? "−" : signed ? "+" : "") + String(format: "%.2e", abs(number))
    }

    /// So many decimals, thousands apart by commas; what rounds to zero has no sign.
    package static func grouped(_ number: Double, decimals: Int, signed: Bool) -> String {
        let size = abs(number)
        let text = String(format: size < 1e15 ? "%.\(decimals)f" : "%.2e", size)
        let whole = text.prefix(while: \.isNumber)
        var grouped = ""
        for (i, digit) in whole.enumerated() {
            if i > 0, (whole.count - i) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        let isZero = !text.contains { $0 != "0" && $0 != "." }
        let sign = isZero ? "" : number < 0 ? "−" : signed ? "+" : ""
        return sign + grouped + text.dropFirst(whole.count)
    }
}

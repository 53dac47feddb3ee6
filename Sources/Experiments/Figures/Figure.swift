import Foundation
package import Marketplace
package import PolicyKit

/// How a number of some kind is written, the same in the terminal, in Markdown and on the page.
///
/// A figure is never longer than what it tells: three digits of a mean, two or three of an effect.
package struct Figure: Sendable {
    /// What the number is multiplied with before it is written: 100 for a share in per cent.
    package let factor: Double
    /// Stands behind the number: ` USD`, ` %`.
    package let suffix: String
    package let significantDigits: Int
    package let decimals: ClosedRange<Int>
    /// Whether a number above zero carries a plus.
    package let signed: Bool
    /// Whether what is too small for the decimals is written with an exponent: of columns whose unit is not known.
    package var hasExponents = false

    package init(
        factor: Double, suffix: String, significantDigits: Int, decimals: ClosedRange<Int>, signed: Bool,
        hasExponents: Bool = false
    ) {
        self.factor = factor
        self.suffix = suffix
        self.significantDigits = significantDigits
        self.decimals = decimals
        self.signed = signed
        self.hasExponents = hasExponents
    }

    /// The level of a metric.
    /// - Parameter currency: that money is in.
    package static func value(_ unit: Metric.Unit, in currency: Currency = .usd) -> Figure {
        switch unit {
        case .money: money(currency, signed: false)
        case .count: Figure(factor: 1, suffix: "", significantDigits: 3, decimals: 0...4, signed: false)
        case .share: Figure(factor: 100, suffix: " %", significantDigits: 3, decimals: 0...4, signed: false)
        case .days: Figure(factor: 1, suffix: " d", significantDigits: 3, decimals: 0...3, signed: false)
        case .seconds: Figure(factor: 1, suffix: " s", significantDigits: 3, decimals: 0...3, signed: false)
        }
    }

    /// A difference of two levels; shares differ by percentage points.
    /// - Parameter currency: that money is in.
    package static func difference(_ unit: Metric.Unit, in currency: Currency = .usd) -> Figure {
        switch unit {
        case .money: money(currency, signed: true)
        case .count: Figure(factor: 1, suffix: "", significantDigits: 2, decimals: 1...5, signed: true)
        case .share: Figure(factor: 100, suffix: " pp", significantDigits: 2, decimals: 2...5, signed: true)
        case .days: Figure(factor: 1, suffix: " d", significantDigits: 2, decimals: 1...3, signed: true)
        case .seconds: Figure(factor: 1, suffix: " s", significantDigits: 2, decimals: 1...3, signed: true)
        }
    }

    /// What a policy states of itself.
    package static func value(_ unit: PolicyFigure.Unit) -> Figure {
        switch unit {
        case .number: factor
        case .share: value(Metric.Unit.share)
        }
    }

    private static func money(_ currency: Currency, signed: Bool) -> Figure {
        Figure(
            factor: 1 / currency.minorUnits, suffix: " \(currency.code)", significantDigits: 2,
            decimals: currency.minorDigits...currency.minorDigits + 2, signed: signed)
    }

    /// Money of a whole market, whose minor units nobody asks for.
    package static func total(_ currency: Currency, signed: Bool = false) -> Figure {
        Figure(
            factor: 1 / currency.minorUnits, suffix: " \(currency.code)", significantDigits: 3,
            decimals: 0...currency.minorDigits, signed: signed)
    }

    /// A share of a few cases: `83 %`.
    package static let wholePercent = Figure(
        factor: 100, suffix: " %", significantDigits: 1, decimals: 0...0, signed: false)

    /// How many times something is another: `1.42`.
    package static let factor = Figure(factor: 1, suffix: "", significantDigits: 3, decimals: 0...2, signed: false)

    /// An effect over its base: `+15.2 %`.
    package static let relative = Figure(
        factor: 100, suffix: " %", significantDigits: 3, decimals: 0...2, signed: true)

    /// The same kind of number without a plus: a size.
    package var unsigned: Figure {
        Figure(factor: factor, suffix: suffix, significantDigits: significantDigits, decimals: decimals, signed: false)
    }

    /// A bias over the truth: `+98.6 %`, to two digits at least.
    package static let ofTruth = Figure(factor: 100, suffix: " %", significantDigits: 2, decimals: 0...2, signed: true)

    /// The number with its unit.
    package func text(_ number: Double) -> String {
        number.isFinite ? bare(number, like: number) + suffix : Digits.absent
    }

    /// The number with its unit, or a dash.
    package func text(_ number: Double?) -> String { number.map { text($0) } ?? Digits.absent }

    /// The estimate with its unit, to the digits that its interval deserves.
    package func text(_ effect: EffectEstimate) -> String {
        bare(effect.estimate, like: Self.size(of: effect)) + suffix
    }

    /// `[+0.71, +1.73]`, in the unit of the estimate before it, or nil when there is none.
    package func interval(_ effect: EffectEstimate) -> String? {
        guard let lower = effect.lower, let upper = effect.upper else { return nil }
        let size = Self.size(of: effect)
        return "[\(bare(lower, like: size)), \(bare(upper, like: size))]"
    }

    /// The largest number decides for all three, so that they stand below each other.
    private static func size(of effect: EffectEstimate) -> Double {
        [effect.estimate, effect.lower ?? 0, effect.upper ?? 0].map(abs).max() ?? 0
    }

    /// A tick of an axis with its unit, to the decimals that tell it from the next one.
    package func tick(_ number: Double, step: Double) -> String { bareTick(number, step: step) + suffix }

    /// A tick of an axis whose unit stands elsewhere.
    package func bareTick(_ number: Double, step: Double) -> String {
        let needed = step > 0 ? Int(-log10(step * factor * 1.000_001).rounded(.down)) : 0
        return Digits.grouped(number * factor, decimals: min(max(0, needed), 8), signed: signed)
    }

    /// The number without its unit, to the decimals that `example` needs.
    package func bare(_ number: Double, like example: Double) -> String {
        let scaled = number * factor
        guard scaled.isFinite, (example * factor).isFinite else { return Digits.absent }
        if hasExponents, scaled != 0, abs(example * factor) < pow(10, -Double(decimals.upperBound)) {
            return Digits.scientific(scaled, signed: signed)
        }
        return Digits.grouped(scaled, decimals: decimals(for: abs(example * factor)), signed: signed)
    }

    private func decimals(for size: Double) -> Int {
        guard size > 0 else { return decimals.lowerBound }
        let beforePoint = Int(log10(size).rounded(.down)) + 1
        return min(max(significantDigits - beforePoint, decimals.lowerBound), decimals.upperBound)
    }
}

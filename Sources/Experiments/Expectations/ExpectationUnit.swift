package import Marketplace
import PolicyKit

/// What the numbers of an expectation's quantity count: how they are written, and what may be compared with them.
package enum ExpectationUnit: Sendable, Equatable {
    /// A number of things, or of nothing in particular.
    case number
    /// A chance.
    case probability
    /// An effect over its base, as a share.
    case relative
    /// A metric's own.
    case level(Metric.Unit)
    /// The difference of two levels.
    case difference(Metric.Unit)
    /// Money of a whole market.
    case total

    /// The figure with its interval, as readouts have it.
    /// - Parameter isSize: whether it has no sign.
    func text(_ figure: ExpectationFigure, isSize: Bool, in currency: Currency) -> String {
        if self == .probability { return Digits.pValue(figure.estimate) }
        if self == .number, figure.isExact, let whole = Int(exactly: figure.estimate) {
            return Digits.grouped(Double(whole), decimals: 0, signed: false)
        }
        let kind = isSize ? kind(in: currency).unsigned : kind(in: currency)
        guard !figure.isExact else { return kind.text(figure.estimate) }
        return [kind.text(figure.effect), kind.interval(figure.effect)].compactMap(\.self).joined(separator: " ")
    }

    private func kind(in currency: Currency) -> Figure {
        switch self {
        case .number, .probability:
            Figure(factor: 1, suffix: "", significantDigits: 3, decimals: 0...2, signed: false)
        case .relative: .relative
        case .level(let unit): .value(unit, in: currency)
        case .difference(let unit): .difference(unit, in: currency)
        case .total: .total(currency, signed: true)
        }
    }
}

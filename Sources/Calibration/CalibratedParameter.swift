import Foundation
import Marketplace
import PolicyKit
import RunStore

/// One value of the market that a log tells, with how surely it does.
public struct CalibratedParameter: Sendable, Equatable {
    /// `listings.price_median`: the group and the key below `market`.
    public let path: String
    /// In the base of the parameter's unit: minor units, milliseconds, plain numbers.
    public let value: Double
    /// In the same unit; nil where the value is read off the log and not estimated.
    public let standardError: Double?
    /// How the log tells it.
    public let method: String

    package init(_ path: String, _ value: Double, error standardError: Double? = nil, _ method: String) {
        self.path = path
        self.value = value
        self.standardError = standardError
        self.method = method
    }

    /// The value as scenario files have it.
    public var valueText: String { written(value, digits: 5) }

    /// The standard error in the same form; nil where there is none.
    public var errorText: String? { standardError.map { written($0, digits: 2) } }

    /// Why the log does not tell it, or nil: it stands at a bound, or its standard error is as large as itself. At the default
    /// there is nothing to doubt.
    /// - Parameter isAtBound: whether the fit ended at a bound of the parameter.
    package func doubt(isAtBound: Bool) -> String? {
        let field = Market.fields.first { $0.parameter.name == path }
        guard let parameter = field?.parameter, parameter.defaultValue.number != value else { return nil }
        let rest = "is the default, \(written(parameter.defaultValue.number ?? value, digits: 5))"
        if isAtBound { return "\(path) is not told by this log: the fit ends at its bound, \(valueText); it \(rest)." }
        guard let standardError, standardError >= abs(value), let errorText else { return nil }
        return "\(path) is not told by this log: \(valueText) ± \(errorText) is all it says; it \(rest)."
    }

    /// To the largest unit of which there are a hundred, so that no more than a hundredth is lost.
    private static func rounded(milliseconds: Double) -> Double {
        let units: [Double] = [86_400_000, 3_600_000, 60_000, 1_000, 1]
        let unit = units.first { milliseconds >= 100 * $0 } ?? 1
        return (milliseconds / unit).rounded() * unit
    }

    /// So many digits that count, and only what the unit can say.
    private func written(_ number: Double, digits: Double) -> String {
        let unit = Market.fields.first { $0.parameter.name == path }?.parameter.unit ?? .number
        if unit == .duration { return unit.text(CalibratedParameter.rounded(milliseconds: number)) }
        if unit.isWhole { return unit.text(number.rounded()) }
        guard number != 0, number.isFinite else { return unit.text(number) }
        let scale = pow(10, digits - 1 - floor(log10(abs(number))))
        return unit.text((number * scale).rounded() / scale)
    }
}

/// What a log must hold for a market to be fitted to it.
enum Sufficiency {
    private static let users = 30
    private static let items = 30
    private static let views = 100
    private static let days = 1.0...400.0

    /// What the log lacks, with what was found and what is needed; nil for nothing.
    static func shortfall(_ tally: LogTally) -> String? {
        let found = [
            ("users", tally.eventsOfUser.count, users), ("items", tally.items.count, items),
            ("views", tally.count(.view), views),
        ]
        if found.contains(where: { $0.1 < $0.2 }) {
            let (has, needed) = (
                found.map { "\($0.1) \($0.1 == 1 ? String($0.0.dropLast()) : $0.0)" }, found.map { "\($0.2) \($0.0)" }
            )
            return "holds \(list(has)), too little to fit a market to: at least \(list(needed)) are needed"
        }
        guard tally.days >= days.lowerBound else {
            return
                "spans \((tally.days * 240).rounded() / 10) hours, too short to fit a market to: at least 24 are needed"
        }
        guard tally.days <= days.upperBound else {
            return "spans \(Int(tally.days)) days, and at most \(Int(days.upperBound)) can be fitted; is a time wrong?"
        }
        guard let price = tally.items.first?.price, tally.items.contains(where: { $0.price != price }) else {
            return "has one price for all \(tally.items.count) items, from which no spread of prices can be fitted"
        }
        return nil
    }

    private static func list(_ words: [String]) -> String {
        words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
    }
}

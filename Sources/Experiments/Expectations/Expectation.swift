import PolicyKit

/// A statement that a run's readout must bear out: `abs(bias.gmv.relative) < 0.05`.
///
/// It is judged by the interval of what it compares, at the readout's level: it holds where the whole interval bears it out, it fails where
/// the whole interval contradicts it, and between the two there is not enough evidence. What has no sampling error, such as a count, is
/// compared as it is.
///
/// ```swift
/// let scenario = try ScenarioReader(policies: .builtIn).read(file: "my.yaml")
/// for expectation in scenario.expectations { print(expectation.result(for: readout, past: nights).message) }
/// ```
public struct Expectation: Sendable, Equatable {
    /// As it stands in the scenario file.
    public let text: String
    package let claim: Claim

    package init(_ text: String, _ claim: Claim) {
        self.text = text
        self.claim = claim
    }

    /// What is stated.
    package enum Claim: Sendable, Equatable {
        /// One side beside the other; only the first may have sampling error, and only the second may look back.
        case comparison(ExpectationExpression, Comparator, ExpectationExpression)
        /// A word and whether it is to be that one.
        case word(ExpectationName, isEqual: Bool, String)
    }

    /// How the sides of a statement are compared.
    package enum Comparator: String, Sendable, CaseIterable {
        case atMost = "<="
        case atLeast = ">="
        case equal = "=="
        case other = "!="
        case less = "<"
        case more = ">"
    }

    /// How many earlier readouts it looks back on; 0 for most.
    public var lookBack: Int {
        if case .comparison(_, _, let right) = claim { right.lookBack } else { 0 }
    }

    /// Judges the statement by a readout.
    /// - Parameter past: readouts of the same scenario before this one, the newest first; for `median(last 7)` and its like.
    public func result(for readout: Readout, past: [Readout] = []) -> ExpectationResult {
        do throws(NoEvidence) {
            return switch claim {
            case .comparison(let left, let comparator, let right):
                try comparison(left, comparator, right, ExpectationScope(readout: readout, past: past, compared: left))
            case .word(let name, let isEqual, let word): try self.word(name, isEqual, word, in: readout)
            }
        } catch {
            return ExpectationResult(text, .notEnough, "Not enough evidence: \(error.reason).")
        }
    }

    private func comparison(
        _ left: ExpectationExpression, _ comparator: Comparator, _ right: ExpectationExpression,
        _ scope: ExpectationScope
    ) throws(NoEvidence) -> ExpectationResult {
        let (figure, bound) = (try left.figure(in: scope), try right.figure(in: scope).estimate)
        let outcome = comparator.outcome(figure, bound)
        let unit = left.unit ?? .number
        let currency = scope.readout.currency.flatMap(Currency.init(code:)) ?? .usd
        let isSize = if case .magnitude = left { true } else { false }
        let said = unit.text(figure, isSize: isSize, in: currency)
        let limit =
            unit.text(ExpectationFigure(bound), isSize: isSize, in: currency) + (right.isNumber ? "" : ", \(right)")
        let message =
            switch outcome {
            case .pass: "\(said) is \(comparator.words) \(limit)."
            case .fail: "\(said) is not \(comparator.words) \(limit)."
            case .notEnough:
                "Not enough evidence: \(said) has an interval that lies only partly where it is \(comparator.words) \(limit)."
            }
        return ExpectationResult(text, outcome, message, value: figure.effect, bound: bound)
    }

    private func word(
        _ name: ExpectationName, _ isEqual: Bool, _ word: String, in readout: Readout
    ) throws(NoEvidence) -> ExpectationResult {
        let said = try name.word(in: readout)
        if said != word, name.quantity.isOpen(said) {
            throw NoEvidence("\(name) is \(said)")
        }
        let holds = (said == word) == isEqual
        return ExpectationResult(text, holds ? .pass : .fail, "\(name) is \(said).")
    }
}

extension Expectation.Comparator {
    /// Between a figure and a bound: "above".
    var words: String {
        switch self {
        case .less: "below"
        case .atMost: "at or below"
        case .more: "above"
        case .atLeast: "at or above"
        case .equal: "equal to"
        case .other: "other than"
        }
    }

    /// What the whole interval says.
    func outcome(_ figure: ExpectationFigure, _ bound: Double) -> ExpectationResult.Outcome {
        let (lower, upper) = (figure.lower, figure.upper)
        let (holds, fails) =
            switch self {
            case .less: (upper < bound, lower >= bound)
            case .atMost: (upper <= bound, lower > bound)
            case .more: (lower > bound, upper <= bound)
            case .atLeast: (lower >= bound, upper < bound)
            case .equal: (lower == bound && upper == bound, lower > bound || upper < bound)
            case .other: (lower > bound || upper < bound, lower == bound && upper == bound)
            }
        return holds ? .pass : fails ? .fail : .notEnough
    }
}

extension Readout {
    /// Writes down how the expectations came out; without any, nothing changes.
    /// - Parameter past: readouts of the same scenario before this one, the newest first.
    public mutating func judge(_ expectations: [Expectation], past: [Readout] = []) {
        guard !expectations.isEmpty else { return }
        self.expectations = expectations.map { $0.result(for: self, past: past) }
    }

    /// Whether a health check or an expectation failed.
    public var hasFailed: Bool {
        health.contains { $0.status == .fail } || expectations?.contains { $0.outcome == .fail } == true
    }
}

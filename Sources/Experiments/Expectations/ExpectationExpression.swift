import Foundation

/// One side of an expectation: numbers, quantities, sizes, sums, products with numbers, and what the first side was in the past.
///
/// Of an interval there is only the arithmetic that is exact: its size, a number times it, a number added to it. So a side has one quantity with
/// sampling error at most, which whoever makes an expression sees to.
package indirect enum ExpectationExpression: Sendable, Equatable {
    case number(Double)
    case quantity(ExpectationName)
    /// `abs(…)`.
    case magnitude(Self)
    case product(Double, Self)
    case sum(Self, Self)
    /// Of what the other side was in so many readouts before.
    case past(PastStatistic, last: Int)

    /// How many earlier readouts it needs.
    var lookBack: Int {
        switch self {
        case .number, .quantity: 0
        case .magnitude(let part), .product(_, let part): part.lookBack
        case .sum(let first, let second): max(first.lookBack, second.lookBack)
        case .past(_, let last): last
        }
    }

    /// What a statement is compared with of its past.
    package enum PastStatistic: String, Sendable, CaseIterable {
        case median, mean, min, max

        /// - Precondition: there are values.
        func value(of values: [Double]) -> Double {
            let sorted = values.sorted()
            return switch self {
            case .min: sorted[0]
            case .max: sorted[sorted.count - 1]
            case .mean: values.reduce(0, +) / Double(values.count)
            case .median: (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
            }
        }
    }
}

/// What expressions are evaluated in.
struct ExpectationScope {
    let readout: Readout
    /// The newest first.
    let past: [Readout]
    /// The side that is looked up in the past.
    let compared: ExpectationExpression
}

extension ExpectationExpression {
    /// What the side comes to.
    func figure(in scope: ExpectationScope) throws(NoEvidence) -> ExpectationFigure {
        let figure: ExpectationFigure =
            switch self {
            case .number(let number): ExpectationFigure(number)
            case .quantity(let name): try name.figure(in: scope.readout)
            case .magnitude(let inner): try inner.figure(in: scope).magnitude
            case .product(let factor, let inner): factor * (try inner.figure(in: scope))
            case .sum(let a, let b): try a.figure(in: scope) + b.figure(in: scope)
            case .past(let statistic, let count):
                ExpectationFigure(statistic.value(of: try scope.lastValues(count)))
            }
        guard figure.estimate.isFinite, figure.lower.isFinite, figure.upper.isFinite else {
            throw NoEvidence("\(self) is beyond what a number can hold")
        }
        return figure
    }

    /// All quantities of the side.
    package var names: [ExpectationName] {
        switch self {
        case .number, .past: []
        case .quantity(let name): [name]
        case .magnitude(let inner), .product(_, let inner): inner.names
        case .sum(let a, let b): a.names + b.names
        }
    }

    /// What its numbers count; nil where it has no quantity.
    var unit: ExpectationUnit? { names.first?.unit }

    /// Whether it is a number as it was written.
    var isNumber: Bool { if case .number = self { true } else { false } }

    /// Whether it grows with the number of replications.
    fileprivate var isTotal: Bool { names.contains { $0.quantity.isTotal } }
}

extension ExpectationScope {
    /// What was compared in the newest readouts before this one, as far as it can be set beside it.
    fileprivate func lastValues(_ count: Int) throws(NoEvidence) -> [Double] {
        let alike = past.filter { earlier in
            earlier.currency == readout.currency
                && (!compared.isTotal || earlier.replications == readout.replications)
        }
        let values = alike.lazy.compactMap { earlier in
            let scope = ExpectationScope(readout: earlier, past: [], compared: compared)
            return (try? compared.figure(in: scope))?.estimate
        }.prefix(count)
        guard values.count == count else {
            let replications = compared.isTotal ? " of as many replications" : ""
            throw NoEvidence(
                "\(count) earlier \(Plural.word(count, "readout"))\(replications) are needed, and \(Array(values).count) "
                    + "\(Plural.word(Array(values).count, "is", "are")) there")
        }
        return Array(values)
    }
}

extension ExpectationExpression: CustomStringConvertible {
    /// As a scenario may have it; numbers in the units of the readout.
    package var description: String {
        switch self {
        case .number(let number): String(format: "%g", number)
        case .quantity(let name): "\(name)"
        case .magnitude(let inner): "abs(\(inner))"
        case .product(let factor, let inner): String(format: "%g * ", factor) + "\(inner)"
        case .sum(let a, let b): "\(a) + \(b)"
        case .past(let statistic, let count): "\(statistic.rawValue)(last \(count))"
        }
    }
}

import Experiments
import Marketplace
import PolicyKit
import Tables

/// Reads one side of a statement out of its tokens.
struct ExpectationSideReader {
    private var rest: ArraySlice<ExpectationToken>
    private let names: ExpectationNames
    /// What its literals count; nil where the side has no quantity to say it.
    private let unit: ExpectationUnit?
    private let currency: Currency
    /// Whether a statistic of the past was read.
    private(set) var looksBack = false

    private static let mostPast = 1_000

    init(_ tokens: [ExpectationToken], names: ExpectationNames, unit: ExpectationUnit?, currency: Currency) {
        rest = tokens[...]
        self.names = names
        self.unit = unit
        self.currency = currency
    }

    /// The whole side.
    mutating func side() throws(ExpectationFault) -> ExpectationExpression {
        let side = try sum()
        if let token = rest.first {
            throw ExpectationFault("expected nothing more at \"\(ForeignText.quoted(token.text))\"")
        }
        return side
    }

    private mutating func sum() throws(ExpectationFault) -> ExpectationExpression {
        var sum = try product()
        while let sign = take(among: "+-") {
            let next = try product()
            sum = .sum(sum, sign == "-" ? .product(-1, next) : next)
        }
        return sum
    }

    /// Numbers, one of which may have the unit, and one thing that is none at most.
    private mutating func product() throws(ExpectationFault) -> ExpectationExpression {
        var factors = [try factor()]
        while take(among: "*") != nil { factors.append(try factor()) }
        var scale = 1.0
        var scaled: ExpectationExpression?
        for (place, factor) in factors.enumerated() {
            switch factor {
            case .literal(let literal, let sign):
                // Where nothing else is multiplied, the last number is the amount.
                if scaled == nil, place == factors.count - 1 {
                    scaled = .number(try number(literal, as: unit) * sign)
                } else {
                    scale *= try number(literal, as: .number) * sign
                }
            case .other(let other, let sign):
                guard scaled == nil else {
                    throw ExpectationFault(
                        "\(scaled ?? other) and \(other) are multiplied; expected a number times one of them")
                }
                scaled = other
                scale *= sign
            }
        }
        guard let scaled, scale.isFinite else { throw ExpectationFault("expected numbers of which the product is one") }
        if case .number(let number) = scaled { return .number(scale * number) }
        return scale == 1 ? scaled : .product(scale, scaled)
    }

    private enum Factor {
        case literal(ExpectationToken, sign: Double)
        case other(ExpectationExpression, sign: Double)
    }

    private mutating func factor() throws(ExpectationFault) -> Factor {
        var sign = 1.0
        while take(among: "-") != nil { sign = -sign }
        guard let token = rest.popFirst() else {
            throw ExpectationFault("ends where a number or a quantity is expected")
        }
        switch token {
        case .literal: return .literal(token, sign: sign)
        case .name(let name): return .other(try named(name), sign: sign)
        case .symbol: throw ExpectationFault("expected a number or a quantity, found \"\(token.text)\"")
        }
    }

    private mutating func named(_ name: String) throws(ExpectationFault) -> ExpectationExpression {
        guard rest.first == .symbol("(") else {
            guard let quantity = names.name(name) else { throw names.fault(name) }
            guard !quantity.quantity.isWord else {
                throw ExpectationFault("\(quantity) is a word, with which nothing is reckoned")
            }
            if let unit, quantity.unit != unit {
                throw ExpectationFault("\(quantity) does not count what the statement's first quantity counts")
            }
            return .quantity(quantity)
        }
        rest.removeFirst()
        let inner: ExpectationExpression
        if name == "abs" {
            inner = .magnitude(try sum())
        } else if let statistic = ExpectationExpression.PastStatistic(rawValue: name) {
            inner = .past(statistic, last: try last(name))
            looksBack = true
        } else {
            let known = ["abs"] + ExpectationExpression.PastStatistic.allCases.map(\.rawValue)
            throw ExpectationFault(
                "unknown function \"\(ForeignText.quoted(name))\"", suggestion: NearestWord.to(name, among: known),
                note: "Known: \(known.joined(separator: ", "))")
        }
        guard rest.popFirst() == .symbol(")") else { throw ExpectationFault("expected \")\" after \(name)(…") }
        return inner
    }

    /// `last 7`.
    private mutating func last(_ name: String) throws(ExpectationFault) -> Int {
        guard rest.popFirst() == .name("last"), case .literal(let digits, "")? = rest.popFirst(),
            let count = Int(digits),
            1...Self.mostPast ~= count
        else {
            throw ExpectationFault("expected \(name)(last N) with N from 1 to \(Self.mostPast), as in \(name)(last 7)")
        }
        return count
    }

    private mutating func take(among symbols: String) -> Character? {
        guard case .symbol(let symbol)? = rest.first, symbols.contains(symbol) else { return nil }
        rest.removeFirst()
        return symbol
    }

    private func number(_ token: ExpectationToken, as unit: ExpectationUnit?) throws(ExpectationFault) -> Double {
        guard case .literal(let digits, let mark) = token else { return 0 }
        let form = unit ?? .number
        if mark.isEmpty, Quantity.value(digits, as: .number)?.number == 0 { return 0 }
        guard mark != "pp" || form.hasPoints,
            let value = Quantity.value(digits + (mark == "pp" ? "%" : mark), as: form.literal, in: currency)?.number
        else {
            throw ExpectationFault(
                "expected \(form.expected(in: currency)), found \"\(ForeignText.quoted(token.text))\"")
        }
        return value
    }
}

extension ExpectationUnit {
    /// How numbers of it are written.
    fileprivate var literal: PolicyKit.Unit {
        switch self {
        case .relative, .number, .probability, .level(.share), .difference(.share): .share
        case .level(.money), .difference(.money), .total: .money
        case .level, .difference: .number
        }
    }

    /// Whether it is told in percentage points.
    fileprivate var hasPoints: Bool { self == .difference(.share) }

    fileprivate func expected(in currency: Currency) -> String {
        switch literal {
        case .money: "an amount such as \(currency.text(minor: 200))"
        case .number: "a number"
        default: hasPoints ? "a share such as 0.05, 5 % or 2 pp" : "a number or a share such as 0.05 or 5 %"
        }
    }
}

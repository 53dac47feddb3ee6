/// A double that may be infinite, in a form that JSON can carry: a number, or the string "Infinity" or "-Infinity".
struct ExtendedReal: Codable {
    let value: Double

    init(_ value: Double) { self.value = value }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
            value = number
            return
        }
        switch try container.decode(String.self) {
        case "Infinity": value = .infinity
        case "-Infinity": value = -.infinity
        case let other:
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(other) is not a number")
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if value.isInfinite {
            try container.encode(value > 0 ? "Infinity" : "-Infinity")
        } else {
            try container.encode(value)
        }
    }
}

/// A confidence interval, with the level that makes it one.
public struct Interval: Sendable, Hashable {
    /// Lower end, in the estimate's unit; -infinity for the alternative `less`.
    public let lower: Double
    /// Upper end, in the estimate's unit; infinity for the alternative `greater`.
    public let upper: Double
    /// Share of repetitions whose interval holds the true value, above 0 and below 1: 0.95 for 95 %.
    public let level: Double

    /// An interval with the ends given, which are taken as they are.
    public init(lower: Double, upper: Double, level: Double) {
        self.lower = lower
        self.upper = upper
        self.level = level
    }

    /// Whether the interval holds the value, ends included.
    public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

    /// upper - lower; infinite for a one-sided interval.
    public var width: Double { upper - lower }

    /// The interval with both ends mapped by an increasing function.
    public func mapped(_ transform: (Double) -> Double) -> Self {
        Self(lower: transform(lower), upper: transform(upper), level: level)
    }

    /// estimate -/+ multiplier x standard error, open at the end that the alternative leaves open.
    ///
    /// - Parameter quantile: the multiplier for a tail probability, such as `StudentT.quantile(upperTail:)`.
    static func symmetric(
        around estimate: Double, standardError: Double, alternative: Alternative, level: Double,
        quantile: (_ tail: Double) -> Double
    ) -> Self {
        let margin = quantile(alternative.tail(of: level)) * standardError
        return Self(lower: estimate - margin, upper: estimate + margin, level: level).open(for: alternative)
    }

    /// The interval without the end that the alternative leaves open.
    func open(for alternative: Alternative) -> Self {
        Self(
            lower: alternative == .less ? -.infinity : lower, upper: alternative == .greater ? .infinity : upper,
            level: level)
    }

    /// Throws unless `level` is above 0 and below 1.
    static func check(level: Double) throws(StatisticsError) {
        guard level > 0, level < 1 else { throw .outside("the confidence level", range: "above 0 and below 1") }
    }
}

extension Interval: Codable {
    private enum CodingKeys: String, CodingKey { case lower, upper, level }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        lower = try container.decode(ExtendedReal.self, forKey: .lower).value
        upper = try container.decode(ExtendedReal.self, forKey: .upper).value
        level = try container.decode(Double.self, forKey: .level)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ExtendedReal(lower), forKey: .lower)
        try container.encode(ExtendedReal(upper), forKey: .upper)
        try container.encode(level, forKey: .level)
    }
}

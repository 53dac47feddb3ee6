/// A policy that states figures of itself, which a run's readout shows by day.
///
/// Nothing that happens in a market depends on them. Policies of plug-ins cannot state any yet.
public protocol ReportingPolicy: Policy {
    /// The figures so far; the same names in the same order whenever they are asked for.
    var report: [PolicyFigure] { get }
}

/// A figure that a policy states of itself: over any span of time a sum divided by a weight, such as predicted payments by observed ones.
public struct PolicyFigure: Sendable, Hashable, Codable {
    /// Lower-case words joined by `_`.
    public let name: String
    /// The name for people.
    public let label: String
    public let unit: Unit
    /// One sentence that says what is divided by what.
    public let meaning: String
    /// By hour since the market opened.
    private var hours: [Amount] = []

    /// What a span of time has of the figure.
    public struct Amount: Sendable, Hashable, Codable {
        public var sum = 0.0
        /// What the sum is divided by.
        public var weight = 0.0

        public init(sum: Double = 0, weight: Double = 0) {
            self.sum = sum
            self.weight = weight
        }

        public static func + (one: Amount, other: Amount) -> Amount {
            Amount(sum: one.sum + other.sum, weight: one.weight + other.weight)
        }
    }

    /// How a figure is read.
    public enum Unit: String, Sendable, Hashable, Codable {
        /// A plain number, such as how many times one thing is another.
        case number
        /// A part of a whole, 1 for all of it; people read it in per cent.
        case share
    }

    public init(_ name: String, label: String, unit: Unit, meaning: String) {
        self.name = name
        self.label = label
        self.unit = unit
        self.meaning = meaning
    }

    private static let hour: Int64 = 3_600_000

    /// Adds to the hour of a time.
    /// - Parameter time: milliseconds since the market opened, at least 0.
    public mutating func add(sum: Double = 0, weight: Double = 0, at time: Int64) {
        let hour = Int(max(0, time) / PolicyFigure.hour)
        if hour >= hours.count {
            hours += Array(repeating: Amount(), count: hour + 1 - hours.count)
        }
        hours[hour] = hours[hour] + Amount(sum: sum, weight: weight)
    }

    /// What each day has of the figure.
    /// - Parameter start: milliseconds since the market opened at which the first day begins, to the hour.
    public func days(from start: Int64) -> [Amount] {
        let later = hours.dropFirst(Int(max(0, start) / PolicyFigure.hour))
        return stride(from: later.startIndex, to: later.endIndex, by: 24).map { first in
            later[first..<min(first + 24, later.endIndex)].reduce(Amount(), +)
        }
    }
}

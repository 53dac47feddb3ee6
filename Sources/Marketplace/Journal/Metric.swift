/// What a platform reads out of an experiment: a mean over users, or a ratio of two sums over users.
///
/// A mechanism declares the metrics of its own quantities; `Mechanisms` lists them all.
///
/// ```swift
/// extension Metric {
///     static let carts = Metric(
///         name: "carts", label: "Carts", definition: "Carts per user.", kind: .mean(.carts), unit: .count,
///         moreIsBetter: true)
/// }
/// ```
public struct Metric: Sendable, Hashable {
    /// Lower-case words joined by `_`, as in scenario files and readouts.
    public let name: String
    /// As a headline: "Net GMV".
    public let label: String
    /// One sentence with the definition.
    public let definition: String
    /// What is divided by what.
    public let kind: Kind
    /// What the metric is counted in.
    public let unit: Unit
    /// Whether more is better, for the words of a verdict; nil where neither is.
    public let moreIsBetter: Bool?
    /// Whether the metric itself may be negative, as money that is earned less money that is spent: a lift over it then needs a base that
    /// is clearly above 0.
    public let mayBeNegative: Bool

    public init(
        name: String, label: String, definition: String, kind: Kind, unit: Unit, moreIsBetter: Bool?,
        mayBeNegative: Bool = false
    ) {
        self.name = name
        self.label = label
        self.definition = definition
        self.kind = kind
        self.unit = unit
        self.moreIsBetter = moreIsBetter
        self.mayBeNegative = mayBeNegative
    }

    /// How a metric follows from the users' quantities.
    public enum Kind: Sendable, Hashable {
        /// Mean of the quantity over the arm's users.
        case mean(Quantity)
        /// Sum of the first over sum of the second; variance by the delta method.
        case ratio(Quantity, Quantity)
        /// Mean over users, scaled by users over units offered, so that with everybody in one arm it is the quantity for
        /// each unit of stock that was offered.
        case perUnitOffered(Quantity)
    }

    /// What the numbers count.
    public enum Unit: String, Sendable, Hashable, Codable {
        /// Minor units of money per user.
        case money
        /// A number of events.
        case count
        /// A share from 0 to 1.
        case share
        /// Lengths of time.
        case days, seconds
    }

    /// What it is made of.
    public var quantities: [Quantity] {
        switch kind {
        case .mean(let quantity), .perUnitOffered(let quantity): [quantity]
        case .ratio(let numerator, let denominator): [numerator, denominator]
        }
    }
}

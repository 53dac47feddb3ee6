/// Says in one sentence why a statistic does not exist for the data given: no function of this module answers NaN.
///
/// A struct over a private enum, so that reasons can be added without breaking a caller's `switch`; compare with the
/// static members to tell one from another.
public struct StatisticsError: Error, Hashable, Sendable, Codable {
    private enum Reason: Hashable, Sendable, Codable {
        case tooFewUnits(arm: Arm, minimum: Int)
        case tooFewValues(count: Int, minimum: Int)
        case tooFewEffective(size: Double, minimum: Double)
        case noVariance(arm: Arm)
        case noVarianceAtAll
        case zeroBaseline
        case zeroDenominator(arm: Arm)
        case notPositive
        case outside(what: String, range: String)
        case unequalLengths(String, String)
        case singular(what: String)
        case notConverged(what: String)
        case undefined(why: String)
    }

    private let reason: Reason

    /// The arm has fewer units than the method needs.
    public static func tooFewUnits(in arm: Arm, minimum: Int = 2) -> Self {
        Self(reason: .tooFewUnits(arm: arm, minimum: minimum))
    }

    /// There are fewer values than the method needs.
    public static func tooFewValues(_ count: Int, minimum: Int) -> Self {
        Self(reason: .tooFewValues(count: count, minimum: minimum))
    }

    /// Weights vary so much that fewer observations are left than the method needs.
    public static func tooFewEffective(_ size: Double, minimum: Double) -> Self {
        Self(reason: .tooFewEffective(size: size, minimum: minimum))
    }

    /// The arm's variance is zero, or negative because its totals contradict each other.
    public static func noVariance(in arm: Arm) -> Self { Self(reason: .noVariance(arm: arm)) }

    /// Nothing varies, so that no standard error exists.
    public static let noVariance = Self(reason: .noVarianceAtAll)

    /// The control mean is zero, so that no relative effect exists.
    public static let zeroBaseline = Self(reason: .zeroBaseline)

    /// The arm's denominators sum to zero, so that it has no ratio.
    public static func zeroDenominator(in arm: Arm) -> Self { Self(reason: .zeroDenominator(arm: arm)) }

    /// A mean is not positive, so that the logarithm of the arms' ratio does not exist.
    public static let notPositive = Self(reason: .notPositive)

    /// An argument is outside the range in which it has a meaning.
    public static func outside(_ what: String, range: String) -> Self {
        Self(reason: .outside(what: what, range: range))
    }

    /// Two lists that belong together differ in length.
    public static func unequalLengths(_ first: String, _ second: String) -> Self {
        Self(reason: .unequalLengths(first, second))
    }

    /// A matrix has no inverse, as when one covariate is a multiple of another.
    public static func singular(_ what: String) -> Self { Self(reason: .singular(what: what)) }

    /// An iteration ended before it was as exact as it must be.
    public static func notConverged(_ what: String) -> Self { Self(reason: .notConverged(what: what)) }

    /// The quantity is not defined for this data; `why` is a clause that completes "undefined: ".
    public static func undefined(_ why: String) -> Self { Self(reason: .undefined(why: why)) }
}

extension StatisticsError: CustomStringConvertible {
    /// One sentence in lower case, without a full stop, to be shown after a metric's name.
    public var description: String {
        switch reason {
        case .tooFewUnits(let arm, 1): "the \(arm) arm is empty"
        case .tooFewUnits(let arm, 2): "the \(arm) arm has fewer than two units"
        case .tooFewUnits(let arm, let minimum): "the \(arm) arm has fewer than \(minimum) units"
        case .tooFewValues(let count, let minimum): "\(count) values are too few: at least \(minimum) are needed"
        case .tooFewEffective(let size, let minimum):
            "the effective sample size is \(Int(size)): at least \(Int(minimum)) are needed"
        case .noVariance(let arm): "the \(arm) arm has no variance"
        case .noVarianceAtAll: "nothing varies, so there is no standard error"
        case .zeroBaseline: "the control mean is zero, so there is no relative effect"
        case .zeroDenominator(let arm): "the denominators of the \(arm) arm sum to zero"
        case .notPositive: "the arms' means are not both positive, so their ratio has no logarithm"
        case .outside(let what, let range): "\(what) must be \(range)"
        case .unequalLengths(let first, let second): "\(first) and \(second) differ in length"
        case .singular(let what): "\(what) has no inverse"
        case .notConverged(let what): "\(what) did not converge"
        case .undefined(let why): "undefined: \(why)"
        }
    }
}

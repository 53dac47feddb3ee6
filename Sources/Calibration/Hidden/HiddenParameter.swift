import Foundation
import Marketplace

/// A parameter that a log shows only through the whole market, on a scale on which it moves freely, and the figure of a
/// log that moves with it more than with any other.
struct HiddenParameter: Sendable {
    /// A key of the market that follows from it, and how the log tells it.
    struct Key: Sendable {
        let path: String
        let method: String
    }

    let keys: [Key]
    /// Nil where the log does not tell.
    let figure: @Sendable (LogSignature) -> LogFigure?
    /// By how much the figure grows with the logarithm of the size of the market.
    var growth = 0.0
    /// Whether others move its figure, too.
    var isShared = true
    /// Whether it moves the figures of other groups, too.
    var reachesAll = false
    /// How far it is moved to see what follows.
    var nudge = 0.3
    /// A first guess from the figure and from all of them.
    let start: @Sendable (Double, LogSignature) -> Double
    let range: ClosedRange<Double>
    let lay: @Sendable (Double, inout Market) -> Void

    /// In groups within which a parameter moves the figures of others.
    static let groups = [activity, supply + category, funnel, session, price]

    /// A rate by its log-odds.
    static func rate(_ logOdds: Double) -> Double { 1 / (1 + exp(-logOdds)) }
}

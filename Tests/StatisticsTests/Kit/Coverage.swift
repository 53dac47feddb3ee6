import MarketLabTesting
import Statistics

/// How often an interval holds the true value over repeated draws of the data.
///
/// For an interval of exactly 95 % the share over 2,000 draws leaves 93.5...96.5 % with probability 0.2 %. Seeds are
/// fixed, so that a test that passed fails again only if the code, or the order of draws, has changed.
enum Coverage {
    static let draws = 2000
    static let band = 0.935...0.965

    /// The share of draws whose interval holds `truth`.
    static func share(
        of truth: Double, seed: UInt64, interval: (inout Draws) throws -> Interval
    ) rethrows -> Double {
        var held = 0
        for draw in 0..<draws {
            var source = Draws(seed: seed &+ UInt64(draw) &* 0x9E37_79B9)
            if try interval(&source).contains(truth) { held += 1 }
        }
        return Double(held) / Double(draws)
    }
}

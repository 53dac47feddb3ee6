import Foundation
import MarketLabTesting
import Statistics
import Testing

/// One always-valid method that is looked at again and again, under a truth that is known.
struct AnytimeCase: Sendable, CustomTestStringConvertible {
    let name: String
    let seed: UInt64
    let paths: Int
    /// Whether any look of one path of the data leaves out the truth.
    let errs: @Sendable (inout Draws) throws -> Bool

    var testDescription: String { name }

    static let looks = 1_000
    /// Of methods that read all values again at each look; `MARKETLAB_LOOKS=1000` takes minutes.
    static let slowLooks = TestOptions.slowLooks

    init(
        _ name: String, seed: UInt64, paths: Int = 1_000, errs: @escaping @Sendable (inout Draws) throws -> Bool
    ) {
        (self.name, self.seed, self.paths, self.errs) = (name, seed, paths, errs)
    }

    /// The share of paths with an error.
    func errors(seed: UInt64) throws -> Double {
        var wrong = 0
        for path in 0..<paths {
            var draws = Draws(seed: seed &+ UInt64(path) &* 0x9E37_79B9)
            if try errs(&draws) { wrong += 1 }
        }
        return Double(wrong) / Double(paths)
    }

    static let all = comparisons + sums + rates
}

import Foundation

/// Random values for simulated arms, repeatable by their seed.
package struct Draws {
    package var generator: SplitMix64

    package init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    /// Uniform, above 0 and below 1.
    package mutating func uniform() -> Double { (Double(generator.next() >> 11) + 0.5) * 0x1p-53 }

    /// Standard normal (Box and Muller).
    package mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * Double.pi * uniform()) }

    package mutating func exponential(mean: Double = 1) -> Double { -mean * log(uniform()) }

    package mutating func isSuccess(_ probability: Double) -> Bool { uniform() < probability }

    package mutating func integer(below bound: Int) -> Int { Int(uniform() * Double(bound)) }

    package mutating func poisson(mean: Double) -> Double {
        let limit = exp(-mean)
        var (count, product) = (0.0, uniform())
        while product > limit {
            count += 1
            product *= uniform()
        }
        return count
    }
}

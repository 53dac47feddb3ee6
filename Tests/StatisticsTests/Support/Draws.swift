import Foundation

/// Random values for simulated arms, repeatable by their seed.
struct Draws {
    var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    /// Uniform, above 0 and below 1.
    mutating func uniform() -> Double { (Double(generator.next() >> 11) + 0.5) * 0x1p-53 }

    /// Standard normal (Box and Muller).
    mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * Double.pi * uniform()) }

    mutating func exponential(mean: Double = 1) -> Double { -mean * log(uniform()) }

    mutating func isSuccess(_ probability: Double) -> Bool { uniform() < probability }

    mutating func integer(below bound: Int) -> Int { Int(uniform() * Double(bound)) }

    mutating func poisson(mean: Double) -> Double {
        let limit = exp(-mean)
        var (count, product) = (0.0, uniform())
        while product > limit {
            count += 1
            product *= uniform()
        }
        return count
    }
}

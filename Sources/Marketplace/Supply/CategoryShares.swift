import Foundation
import Randomness

/// How common each category is: by Zipf's law, from the first to the last.
struct CategoryShares {
    /// 1 on average.
    let weights: [Double]
    /// The sum of the shares up to each category; nil where all are alike.
    private let cumulative: [Double]?

    init(categories: Int, exponent: Double) {
        let powers: [Double] = (1...categories).map { pow(Double($0), -exponent) }
        let mean = powers.reduce(0, +) / Double(categories)
        weights = powers.map { $0 / mean }
        guard exponent > 0 else {
            cumulative = nil
            return
        }
        var sum = 0.0
        cumulative = weights.map { weight in
            sum += weight / Double(categories)
            return sum
        }
    }

    /// The category that a word of a random block picks.
    func category(at block: Block, word: Int) -> Int {
        guard let cumulative else { return block.index(word, below: weights.count) }
        let uniform = block.uniform(word)
        // The last sum is 1 but for rounding.
        return cumulative.firstIndex { uniform < $0 } ?? cumulative.count - 1
    }
}

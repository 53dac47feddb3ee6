import Foundation
import Randomness

/// Draws the attributes of listings, such as brands: few common ones and many rare, each more or less appealing.
struct AttributeDraw {
    /// The sum of the shares of the attributes up to each: by Zipf's law, from the commonest to the rarest.
    private let cumulative: [Double]
    /// Over listings of mean 0 and variance 1 in each market, so that the attribute's share of appeal is what it is set to.
    private let appeals: [Float]
    private let key: RandomKey

    /// - Parameter count: attributes, at least 2.
    init(count: Int, key: RandomKey) {
        self.key = key
        let weights: [Double] = (1...count).map { 1 / Double($0) }
        let total = weights.reduce(0, +)
        var sum = 0.0
        cumulative = weights.map { weight in
            sum += weight / total
            return sum
        }
        let drawn = (0..<UInt32(count)).map { Inverse.normal(key.block(.attributeAppeal, $0, 0, 0).openUniform(0)) }
        let mean = zip(weights, drawn).reduce(0) { $0 + $1.0 * $1.1 } / total
        let variance = zip(weights, drawn).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) } / total
        appeals = drawn.map { Float(($0 - mean) / variance.squareRoot()) }
    }

    /// The attribute of a listing, from 0. O(log count).
    func attribute(of listing: UInt32) -> UInt32 {
        let uniform = key.block(.listingAttribute, listing, 0, 0).uniform(0)
        // The first whose sum is above; the last sum is 1 but for rounding.
        var (low, high) = (0, cumulative.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if uniform < cumulative[middle] { high = middle } else { low = middle + 1 }
        }
        return UInt32(low)
    }

    /// How appealing an attribute is, in standard deviations over listings.
    func appeal(of attribute: UInt32) -> Float { appeals[Int(attribute)] }
}

import Foundation

/// Believes in a listing's click rate between what is expected of it and what it has shown, by how much it has been seen.
///
/// A beta-binomial model: after n impressions what was shown has the weight w = n / (n + κ). κ says how alike those listings are of
/// which the same is expected, and is learned from every exposure (`StrengthBelief`).
package struct ListingBelief {
    /// What was known of a listing when it was ranked, and what came of its exposure.
    package struct Exposure {
        /// The click rate that was expected before the listing was seen.
        let expected: Double
        let clicks: Double
        let impressions: Double
        let isClicked: Bool

        package init(expected: Double, clicks: Double, impressions: Double, isClicked: Bool) {
            (self.expected, self.clicks, self.impressions, self.isClicked) = (expected, clicks, impressions, isClicked)
        }
    }

    /// From 1 to 4,096 impressions, by doubling; before anything is known about 20, within a factor of 4 two times out of three.
    private var belief = StrengthBelief(grid: (0...12).map { exp2(Double($0)) }) {
        -0.5 * pow(log($0 / 20) / log(4), 2)
    }

    /// κ, in impressions.
    package var strength: Double { belief.strength }

    /// - Parameters:
    ///   - expected: the click rate that is expected of the listing before it is seen.
    ///   - clicks: of the impressions so far.
    package func rate(expected: Float, clicks: Float, impressions: Float) -> Float {
        let strength = Float(strength)
        return (strength * expected + clicks) / (strength + impressions)
    }

    package init() {}

    /// Takes in an exposure, which counts from the next time on that `settle` is called.
    package mutating func learn(_ exposure: Exposure) {
        let clicks = min(exposure.clicks, exposure.impressions)
        let expected = min(max(exposure.expected, 1e-6), 1 - 1e-6)
        belief.learn(success: exposure.isClicked) { strength in
            (strength * expected + clicks) / (strength + exposure.impressions)
        }
    }

    /// Works out κ anew.
    package mutating func settle() { belief.settle() }

    func save() -> [UInt8] { belief.save() }
    var stateSize: Int { belief.stateSize }
    mutating func load(_ state: [UInt8]) -> Bool { belief.load(state) }
}

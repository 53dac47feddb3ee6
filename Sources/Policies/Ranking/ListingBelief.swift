import Foundation

/// Believes in a listing's click rate between what is expected of it and what it has shown, by how much it has been seen.
///
/// A beta-binomial model: after n impressions what was shown has the weight w = n / (n + κ). κ says how alike those listings are of
/// which the same is expected. It is learned by empirical Bayes: each exposure is predicted under every κ of a grid before its outcome
/// is known. The product of such predictions is the likelihood of κ (Dawid, "Statistical theory: the prequential approach", 1984),
/// whichever listings a ranking has chosen to show.
package struct ListingBelief {
    /// From 1 to 4,096 impressions, by doubling.
    private static let grid: [Double] = (0...12).map { exp2(Double($0)) }
    /// Before anything is known: about 20 impressions, within a factor of 4 two times out of three.
    private static let start: [Double] = grid.map { -0.5 * pow(log($0 / 20) / log(4), 2) }

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

    private var logLikelihoods = Self.start
    /// κ, in impressions: the mean of what is believed of its logarithm.
    package private(set) var strength = Self.strength(Self.start)

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
        for (index, strength) in Self.grid.enumerated() {
            let rate = (strength * expected + clicks) / (strength + exposure.impressions)
            logLikelihoods[index] += log(exposure.isClicked ? rate : 1 - rate)
        }
    }

    /// Works out κ anew.
    package mutating func settle() { strength = Self.strength(logLikelihoods) }

    private static func strength(_ logLikelihoods: [Double]) -> Double {
        let most = logLikelihoods.max() ?? 0
        var (sum, total) = (0.0, 0.0)
        for (logLikelihood, strength) in zip(logLikelihoods, grid) {
            let weight = exp(logLikelihood - most)
            sum += weight * log(strength)
            total += weight
        }
        return exp(sum / total)
    }

    func save() -> [UInt8] { StateBytes.encode(logLikelihoods) }
    var stateSize: Int { 8 * Self.grid.count }
    mutating func load(_ state: [UInt8]) -> Bool {
        guard let values = StateBytes.decode(state, count: Self.grid.count) else { return false }
        (logLikelihoods, strength) = (values, Self.strength(values))
        return true
    }
}

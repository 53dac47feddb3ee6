import Foundation

/// Believes by what factor the listings of each attribute are clicked more or less often than is expected of them.
///
/// A gamma-Poisson model: after c clicks where e were expected the factor is (c + k) / (e + k), so that an attribute which was seldom
/// seen changes little and is let in as it gathers clicks. k says how alike attributes are. As `ListingBelief` its κ, k is learned by
/// empirical Bayes: each exposure is predicted under every k of a grid before its outcome is known.
package struct AttributeRecord {
    /// From a quarter of an expected click to 256, by doubling.
    private static let grid: [Double] = (-2...8).map { exp2(Double($0)) }

    /// By attribute.
    private var clicks: [Float] = []
    private var expected: [Float] = []
    private var logLikelihoods = [Double](repeating: 0, count: grid.count)
    /// k, in expected clicks: the mean of what is believed of its logarithm.
    package private(set) var strength = Self.strength([Double](repeating: 0, count: grid.count))

    package init() {}

    /// The logarithm of the factor; 0 for an attribute that was never seen.
    package func logFactor(of attribute: Int) -> Float {
        guard attribute < clicks.count else { return 0 }
        let strength = Float(strength)
        return logf((clicks[attribute] + strength) / (expected[attribute] + strength))
    }

    /// Takes in an exposure.
    /// - Parameter chance: of a click, as expected without the attribute.
    package mutating func learn(_ attribute: Int, chance: Double, isClicked: Bool) {
        if attribute >= clicks.count {
            let more = [Float](repeating: 0, count: attribute + 1 - clicks.count)
            clicks += more
            expected += more
        }
        let (seen, due) = (Double(clicks[attribute]), Double(expected[attribute]))
        for (index, strength) in Self.grid.enumerated() {
            let rate = min(max(chance * (seen + strength) / (due + strength), 1e-9), 1 - 1e-9)
            logLikelihoods[index] += log(isClicked ? rate : 1 - rate)
        }
        expected[attribute] += Float(chance)
        if isClicked { clicks[attribute] += 1 }
    }

    /// Works out k anew.
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

    /// The likelihood of k; then clicks and expected clicks of all attributes, as many as there are.
    func save() -> [UInt8] { StateBytes.encode(logLikelihoods + (clicks + expected).map(Double.init)) }

    /// Takes up a saved state; false, and nothing changes, when it is none.
    mutating func load(_ state: [UInt8]) -> Bool {
        guard let (parts, numbers) = StateBytes.partsAndNumbers(state, [8 * Self.grid.count]),
            numbers.count.isMultiple(of: 2),
            let likelihoods = StateBytes.decode(parts[0], count: Self.grid.count)
        else { return false }
        clicks = Array(numbers.prefix(numbers.count / 2))
        expected = Array(numbers.suffix(numbers.count / 2))
        (logLikelihoods, strength) = (likelihoods, Self.strength(likelihoods))
        return true
    }
}

import Foundation

/// Believes by what factor the listings of each attribute are clicked more or less often than is expected of them.
///
/// A gamma-Poisson model: after c clicks where e were expected the factor is (c + k) / (e + k), so that an attribute which was seldom
/// seen changes little and is let in as it gathers clicks. k says how alike attributes are, and is learned from every exposure
/// (`StrengthBelief`).
package struct AttributeRecord {
    /// By attribute.
    private var clicks: [Float] = []
    private var expected: [Float] = []
    /// From a quarter of an expected click to 256, by doubling, each as likely as the others before anything is known.
    private var belief = StrengthBelief(grid: (-2...8).map { exp2(Double($0)) }) { _ in 0 }

    /// k, in expected clicks.
    package var strength: Double { belief.strength }

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
        belief.learn(success: isClicked) { strength in
            min(max(chance * (seen + strength) / (due + strength), 1e-9), 1 - 1e-9)
        }
        expected[attribute] += Float(chance)
        if isClicked { clicks[attribute] += 1 }
    }

    /// Works out k anew.
    package mutating func settle() { belief.settle() }

    /// The likelihood of k; then clicks and expected clicks of all attributes, as many as there are.
    func save() -> [UInt8] { belief.save() + StateBytes.encode((clicks + expected).map(Double.init)) }

    /// Takes up a saved state; false, and nothing changes, when it is none.
    mutating func load(_ state: [UInt8]) -> Bool {
        guard let (parts, numbers) = StateBytes.partsAndNumbers(state, [belief.stateSize]),
            numbers.count.isMultiple(of: 2), belief.load(parts[0])
        else { return false }
        clicks = Array(numbers.prefix(numbers.count / 2))
        expected = Array(numbers.suffix(numbers.count / 2))
        return true
    }
}

import Foundation

/// The mixture sequential probability ratio test of two arms of equal size (Johari, Koomen, Pekelis, Walsh 2017, eq. 9).
///
/// Fed one look after another; its p-value is the least of 1/Lambda so far and so never rises.
public struct MixtureSPRT: Sendable, Codable, Hashable {
    /// Variance of the metric per unit, in its unit squared, taken as known.
    public let unitVariance: Double
    /// Variance of the effect under the mixture, in the metric's unit squared.
    public let effectVariance: Double
    /// The effect under the null, in the metric's unit.
    public let nullEffect: Double
    /// The always-valid p-value after the looks so far; 1 before the first.
    public private(set) var pValue = 1.0

    /// - Throws: `outside` where a variance is not positive.
    public init(unitVariance: Double, effectVariance: Double, nullEffect: Double = 0) throws(StatisticsError) {
        guard unitVariance > 0, effectVariance > 0 else { throw .outside("a variance", range: "above 0") }
        self.unitVariance = unitVariance
        self.effectVariance = effectVariance
        self.nullEffect = nullEffect
    }

    /// The likelihood ratio at one look.
    ///
    /// - Parameters:
    ///   - effect: treatment mean minus control mean so far.
    ///   - n: units an arm so far.
    public func likelihoodRatio(effect: Double, unitsPerArm n: Int) -> Double {
        let count = Double(n)
        let noise = 2 * unitVariance
        let total = noise + count * effectVariance
        let distance = effect - nullEffect
        return (noise / total).squareRoot()
            * exp(count * count * effectVariance * distance * distance / (2 * noise * total))
    }

    /// Takes a look and lowers the p-value if the evidence has grown.
    public mutating func look(effect: Double, unitsPerArm n: Int) {
        pValue = min(pValue, 1 / likelihoodRatio(effect: effect, unitsPerArm: n))
    }
}

import Foundation

/// Learns by empirical Bayes how much a prior counts beside what was observed.
///
/// Each outcome is predicted under every strength of a grid before it is known. The product of such predictions is the likelihood of the
/// strength (Dawid, "Statistical theory: the prequential approach", 1984), whichever examples somebody has chosen to show.
struct StrengthBelief {
    private let grid: [Double]
    private var logLikelihoods: [Double]
    /// The mean of what is believed of its logarithm, as of the last `settle`.
    private(set) var strength: Double

    /// - Parameter start: the logarithm of what is believed of each strength before anything is known, but for a constant.
    init(grid: [Double], start: (Double) -> Double) {
        self.grid = grid
        logLikelihoods = grid.map(start)
        strength = Self.strength(grid, logLikelihoods)
    }

    /// Takes in an outcome, which counts from the next `settle` on.
    /// - Parameter chance: of the outcome's success under a strength, above 0 and below 1.
    @inline(__always) mutating func learn(success: Bool, chance: (Double) -> Double) {
        for (index, strength) in grid.enumerated() {
            let chance = chance(strength)
            logLikelihoods[index] += log(success ? chance : 1 - chance)
        }
    }

    /// Works out the strength anew.
    mutating func settle() { strength = Self.strength(grid, logLikelihoods) }

    private static func strength(_ grid: [Double], _ logLikelihoods: [Double]) -> Double {
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
    var stateSize: Int { 8 * grid.count }

    /// Takes up a saved state; false, and nothing changes, when it is of another size.
    mutating func load(_ state: [UInt8]) -> Bool {
        guard let values = StateBytes.decode(state, count: grid.count) else { return false }
        logLikelihoods = values
        settle()
        return true
    }
}

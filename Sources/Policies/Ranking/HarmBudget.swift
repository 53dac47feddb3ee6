import Foundation

/// Decides how much of a new ranker is mixed into an old one, so that a guardrail loses no more than is allowed.
///
/// The share m of what the new one serves and the multiplier λ are those of max m - m²/2 subject to m · loss <= allowed, by primal and dual
/// steps: m follows as 1 - λ · loss, and λ rises where m · loss is above what is allowed and falls where it is below. At the end m is
/// the smaller of 1 and allowed / loss. The loss is the upper bound of what is known of it; before anything is known, all.
package struct HarmBudget {
    /// What the guardrail may lose, as a share of what it is with the old ranker alone.
    package let allowed: Double
    /// Standard normal quantile of the loss's upper bound.
    private let caution: Double
    /// The part of the way to the dual's optimum that one step goes.
    private static let step = 0.1

    /// Exposures and successes of the old ranker and of the new one.
    private var exposures = SIMD2<Double>.zero
    private var successes = SIMD2<Double>.zero
    /// λ: what m - m²/2 would gain for each unit that the guardrail were allowed to lose more.
    package private(set) var multiplier: Double

    /// - Parameters:
    ///   - allowed: above 0, at most 1.
    ///   - caution: standard normal quantile of the loss's upper bound; 0 for the loss as it was seen.
    package init(allowed: Double, caution: Double) {
        self.allowed = allowed
        self.caution = caution
        multiplier = 1 - allowed
    }

    /// The share of what the new ranker serves: at least `allowed`, which cannot lose more, and at most 1.
    package var share: Double { min(1, max(allowed, 1 - multiplier * greatestLoss)) }

    /// The relative loss of the guardrail under the new ranker as it was seen; 0 before the old one had a success.
    package var loss: Double { successes[0] > 0 ? 1 - ratio : 0 }

    /// The upper bound of the loss, from 0 to 1.
    package var greatestLoss: Double {
        guard successes[0] > 0 else { return 1 }
        let error = (1 / (successes[0] + 1) + 1 / (successes[1] + 1)).squareRoot()
        return min(1, max(0, 1 - ratio * exp(-caution * error)))
    }

    /// The new ranker's rate of success over the old one's, which leans on equal rates by one success.
    private var ratio: Double {
        let old = successes[0] / exposures[0]
        return (successes[1] + 1) / (exposures[1] + 1 / old) / old
    }

    /// Takes in an exposure, which counts from the next `settle` on.
    package mutating func learn(isNew: Bool, success: Bool) {
        exposures[isNew ? 1 : 0] += 1
        if success { successes[isNew ? 1 : 0] += 1 }
    }

    /// One step of the dual, and with it of the share.
    package mutating func settle() {
        // Below what is allowed the size of the loss does not matter any more.
        let loss = max(greatestLoss, allowed / 10)
        let slope = share * loss - allowed
        multiplier = min(max(0, multiplier + Self.step * slope / (loss * loss)), (1 - allowed) / loss)
    }

    package func save() -> [UInt8] {
        StateBytes.encode([exposures[0], exposures[1], successes[0], successes[1], multiplier])
    }

    package static let stateSize = 40

    /// Takes up a saved state; false, and nothing changes, when it is of another size.
    package mutating func load(_ state: [UInt8]) -> Bool {
        guard let numbers = StateBytes.decode(state, count: 5) else { return false }
        exposures = SIMD2(numbers[0], numbers[1])
        successes = SIMD2(numbers[2], numbers[3])
        multiplier = numbers[4]
        return true
    }
}

package import PolicyKit

/// Estimates which category a session looks for: what the platform knew at its start, moved by each click and skip.
///
/// A hidden Markov chain's filter: evidence multiplies the belief by its likelihood (Bayes), and from one exposure to the
/// next a share of the belief is forgotten, that is, goes back to what the user looks for in general.
package struct IntentBelief {
    /// Chance of a click in the category looked for and in any other.
    let clickMatched: Float
    let clickUnmatched: Float
    /// Share forgotten from one exposure to the next.
    let forgetting: Float
    /// A share a category.
    package private(set) var shares: [Float] = []

    package init(clickMatched: Float, clickUnmatched: Float, forgetting: Float = 0) {
        self.clickMatched = clickMatched
        self.clickUnmatched = clickUnmatched
        self.forgetting = forgetting
    }

    /// Believes what is known at a session's start: the category that it began with, or else the user's affinity.
    package mutating func begin(_ affinity: borrowing Span<Float>, declared: Int?) {
        if shares.count != affinity.count { shares = Array(repeating: 0, count: affinity.count) }
        for category in shares.indices {
            shares[category] = declared.map { $0 == category ? 1 : 0 } ?? affinity[category]
        }
    }

    /// Takes in the exposures of a session in their order.
    package mutating func follow(_ session: borrowing SessionHistory, affinity: borrowing Span<Float>) {
        let categories = session.categories
        for exposure in 0..<session.count {
            observe(Int(categories[exposure]), clicked: session.outcome(exposure).contains(.click))
            guard forgetting > 0 else { continue }
            for category in shares.indices {
                shares[category] = (1 - forgetting) * shares[category] + forgetting * affinity[category]
            }
        }
    }

    /// Chance of a click on a listing of the category.
    func clickRate(_ category: Int) -> Float {
        clickUnmatched + (clickMatched - clickUnmatched) * shares[category]
    }

    private mutating func observe(_ category: Int, clicked: Bool) {
        let matched = clicked ? clickMatched : 1 - clickMatched
        let unmatched = clicked ? clickUnmatched : 1 - clickUnmatched
        // The other categories keep their proportions: only this one's share of the whole moves.
        let old = shares[category]
        let evidence = matched * old + unmatched * (1 - old)
        guard evidence > 0 else { return }
        for other in shares.indices where other != category { shares[other] *= unmatched / evidence }
        shares[category] = matched * old / evidence
    }
}

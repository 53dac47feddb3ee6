import PolicyKit

/// A multiplier that a policy moves, and keeps from one period to the next.
struct KeptMultiplier {
    private(set) var value = 1.0
    private var isKept = false
    private let policy: String

    /// - Parameter policy: its name, for the error about a state that is not its own.
    init(policy: String) { self.policy = policy }

    var rule: BidRule { BidRule(multiplier: value) }

    /// A period begins: the multiplier that was kept, or else the first.
    mutating func begin(_ first: Double) -> BidRule { isKept ? rule : set(first) }

    mutating func set(_ multiplier: Double) -> BidRule {
        (value, isKept) = (multiplier, true)
        return rule
    }

    func save() -> [UInt8] { isKept ? StateBytes.encode([value]) : [] }

    mutating func load(_ state: [UInt8], _ range: MultiplierRange) throws(PolicyStateError) {
        guard !state.isEmpty else { return isKept = false }
        guard let multiplier = StateBytes.decode(state, count: 1)?.first, multiplier.isFinite else {
            throw PolicyStateError(policy: policy)
        }
        _ = set(range.bounded(multiplier))
    }
}

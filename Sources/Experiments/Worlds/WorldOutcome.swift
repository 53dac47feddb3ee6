public import PolicyKit

/// What a market keeps of a world for itself: sufficient statistics, and no record of the world's journal.
public protocol WorldTally: Sendable, Equatable, Codable {
    /// What happened in the world, in numbers; its events stand beside it.
    var counts: Counts { get }
}

/// What is kept of a world when it has run: what every market says of its worlds, and the market's own tally.
///
/// The tally's values are reached as if they were the outcome's own.
@dynamicMemberLookup
public struct WorldOutcome<Tally: WorldTally>: Sendable, Equatable, Codable {
    /// Which world it is.
    public var task: WorldTask
    /// `JournalDigest.text`.
    public var digest: String
    /// Events taken.
    public var events: Int
    /// What of stock, money or budgets does not add up, a sentence each.
    public var violations: [String]
    /// Policies that failed and were replaced by their slots' defaults; nil where there were none.
    public var replacements: [PolicyHost.Replacement]?
    /// Sufficient statistics and counts; no record of the world's journal.
    public var tally: Tally

    public init(
        task: WorldTask, digest: String, events: Int, violations: [String],
        replacements: [PolicyHost.Replacement] = [], tally: Tally
    ) {
        self.task = task
        self.digest = digest
        self.events = events
        self.violations = violations
        self.replacements = replacements.isEmpty ? nil : replacements
        self.tally = tally
    }

    /// What is kept of the world, read and changed as if it were its own.
    public subscript<Value>(dynamicMember path: WritableKeyPath<Tally, Value>) -> Value {
        get { tally[keyPath: path] }
        set { tally[keyPath: path] = newValue }
    }

    /// What is kept of the world, read as if it were its own.
    public subscript<Value>(dynamicMember path: KeyPath<Tally, Value>) -> Value { tally[keyPath: path] }

    /// What happened in the world, in numbers.
    public var counts: Counts {
        var counts = tally.counts
        counts.events = events
        return counts
    }

    /// The world's outcome with something else kept of it.
    func mapped(_ change: (Tally) -> Tally) -> WorldOutcome {
        var outcome = self
        outcome.tally = change(tally)
        return outcome
    }
}

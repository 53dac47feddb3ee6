public import PolicyKit
import Statistics

/// How the sessions of an experiment are allocated to its arms while it learns which is best.
public enum Bandit: String, Sendable, CaseIterable {
    /// Each arm has the same share from the first day to the last: what learning is compared with.
    case uniform
    /// Each arm has the chance that it is the best one (Thompson 1933).
    case thompson
    /// As Thompson sampling, but half of the time with the best of the others (Russo 2016).
    case topTwo = "top-two"

    /// The share of each arm by what is known, without a floor; nil where that tells nothing yet.
    func shares(_ rewards: [Moments]) -> [Double]? {
        let errors = rewards.map { $0.n > 1 ? ($0.variance / Double($0.n)).squareRoot() : 0 }
        guard self != .uniform,
            let best = try? BestArm.chances(means: rewards.map(\.mean), standardErrors: errors)
        else { return nil }
        return self == .thompson ? best : BestArm.topTwo(best)
    }
}

/// When a bandit learns, and what it leaves to arms that look bad.
public struct BanditSettings: ParameterSection, Sendable, Equatable {
    /// Milliseconds from one change of the arms' shares to the next.
    public var update: Int64 = 86_400_000
    /// The least share of an arm, which bounds how much one session can weigh in the readout.
    public var leastShare = 0.1

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field(
            "update", \.update, .duration, 60_000...3_155_760_000_000,
            "Time from one change of the arms' shares to the next, each by the clicks of all sessions that have ended."),
        field(
            "least_share", \.leastShare, .share, 0.001...0.5,
            "Share that is left to an arm however bad it looks, so that its sessions still tell."),
    ]
}

/// All that says in which arm a session of a bandit's experiment is.
public struct SessionAllocation: Sendable {
    /// The rule by which shares follow from rewards.
    public var bandit: Bandit
    public var settings: BanditSettings
    public var arms: Int
    /// Milliseconds from which sessions are allocated and counted.
    public var start: Int64
    /// Where a session falls in 0..<1: by user, and number of the session among the user's.
    public var place: @Sendable (_ user: UInt32, _ session: UInt32) -> Double

    public init(
        _ bandit: Bandit, settings: BanditSettings, arms: Int, start: Int64,
        place: @escaping @Sendable (_ user: UInt32, _ session: UInt32) -> Double
    ) {
        self.bandit = bandit
        self.settings = settings
        self.arms = arms
        self.start = start
        self.place = place
    }
}

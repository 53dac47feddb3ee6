import PolicyKit
import Storage

/// Follows up the moments that a request policy explored: one at a time in each session, over the policy's horizon.
struct Explorations: ~Copyable {
    /// What is under way in a session; nothing while `until` is 0.
    struct Trial: BitwiseCopyable {
        /// Exposures of the session at which the outcome is complete.
        var until: UInt32 = 0
        var since: UInt32 = 0
        var arm: UInt8 = 0
        var asked = false
        var propensity: Float = 1
        var clicks: Float = 0
        var likes: Float = 0
        var carts: Float = 0
        var checkouts: Float = 0
    }

    /// Numbers a moment that policies want back.
    let rememberedCount: Int
    private var trials = Column<Trial>(repeating: Trial(), count: 0, minimumCapacity: 64)
    private var rows: Column<Float>
    private let outcome = Column<Float>(repeating: 0, count: RequestFeedback.Outcome.allCases.count)

    init(rememberedCount: Int) {
        self.rememberedCount = rememberedCount
        rows = Column(repeating: 0, count: 0, minimumCapacity: 64 * rememberedCount)
    }

    /// Whether a moment of the session is being followed up.
    func isUnderWay(in place: UInt32) -> Bool { place < trials.count && trials[place].until > 0 }

    /// Follows up a moment from now on.
    mutating func begin(
        in place: UInt32, arm: UInt8, exposures: UInt32, horizon: Int, asked: Bool, propensity: Float,
        row: UnsafePointer<Float>
    ) {
        while trials.count <= place {
            trials.append(Trial())
            rows.extend(by: rememberedCount, with: 0)
        }
        trials[place] = Trial(
            until: exposures + UInt32(horizon), since: exposures, arm: arm, asked: asked, propensity: propensity)
        for index in 0..<rememberedCount { rows[Int(place) * rememberedCount + index] = row[index] }
    }

    /// Counts what an exposure led to.
    mutating func note(_ outcome: FeedbackBatch.Outcome, in place: UInt32) {
        guard isUnderWay(in: place) else { return }
        if outcome.contains(.click) { trials[place].clicks += 1 }
        if outcome.contains(.like) { trials[place].likes += 1 }
        if outcome.contains(.cart) { trials[place].carts += 1 }
        if outcome.contains(.checkout) { trials[place].checkouts += 1 }
    }

    /// Hands over what has become of the session's moment when its horizon is reached or the session is over.
    mutating func settle(
        in place: UInt32, exposures: UInt32, isOver: Bool, to policy: (UInt8) -> any RequestPolicy
    ) {
        guard isUnderWay(in: place) else { return }
        let trial = trials[place]
        guard isOver || exposures >= trial.until else { return }
        trials[place].until = 0
        for fact in RequestFeedback.Outcome.allCases {
            outcome[fact.rawValue] =
                switch fact {
                case .asked: trial.asked ? 1 : 0
                case .propensity: trial.propensity
                case .exposures: Float(exposures - trial.since)
                case .clicks: trial.clicks
                case .likes: trial.likes
                case .carts: trial.carts
                case .checkouts: trial.checkouts
                }
        }
        let policy = policy(trial.arm)
        let width = policy.exploration?.rememberedCount ?? 0
        policy.learn(
            from: RequestFeedback(
                count: 1, rememberedCount: width, rows: rows.base + Int(place) * rememberedCount, columns: outcome.base)
        )
    }

    /// Bytes set aside.
    var bytes: Int { trials.bytes + rows.bytes }
}

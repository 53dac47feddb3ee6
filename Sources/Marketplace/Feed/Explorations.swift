import PolicyKit
import Storage

/// Follows up the moments that request policies explored, one at a time in each session, over the policy's horizon, and gathers
/// what came of them until the policy is asked next.
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

    /// Numbers per moment that policies want back.
    let rememberedCount: Int
    private var trials = Column<Trial>(repeating: Trial(), count: 0, minimumCapacity: 64)
    private var rows: Column<Float>
    /// By arm.
    private var known: [Known]

    /// What is known of an arm's moments and has not been handed over: numbers row after row.
    private struct Known {
        var rows: [Float] = []
        var outcomes: [Float] = []
        var count = 0
    }

    init(rememberedCount: Int, arms: Int) {
        self.rememberedCount = rememberedCount
        known = Array(repeating: Known(), count: arms)
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

    /// Takes down what has become of the session's moment when its horizon is reached or the session is over.
    mutating func settle(in place: UInt32, exposures: UInt32, isOver: Bool) {
        guard isUnderWay(in: place) else { return }
        let trial = trials[place]
        guard isOver || exposures >= trial.until else { return }
        trials[place].until = 0
        let arm = Int(trial.arm)
        known[arm].count += 1
        let start = Int(place) * rememberedCount
        for index in 0..<rememberedCount { known[arm].rows.append(rows[start + index]) }
        for fact in RequestFeedback.Outcome.allCases {
            let number: Float =
                switch fact {
                case .asked: trial.asked ? 1 : 0
                case .propensity: trial.propensity
                case .exposures: Float(exposures - trial.since)
                case .clicks: trial.clicks
                case .likes: trial.likes
                case .carts: trial.carts
                case .checkouts: trial.checkouts
                }
            known[arm].outcomes.append(number)
        }
    }

    /// Whether an arm's policy has something to learn.
    @inline(__always) func hasNews(for arm: Int) -> Bool { known[arm].count > 0 }

    /// Hands over all that is known of an arm's moments, in the order in which it became known.
    @inline(never) mutating func hand(to policy: any RequestPolicy, of arm: Int) {
        let news = known[arm]
        known[arm] = Known()
        let kinds = RequestFeedback.Outcome.allCases.count
        var columns: [Float] = []
        for kind in 0..<kinds { for moment in 0..<news.count { columns.append(news.outcomes[moment * kinds + kind]) } }
        let width = policy.exploration?.rememberedCount ?? 0
        var rows: [Float] = []
        for moment in 0..<news.count {
            rows += news.rows[moment * rememberedCount..<moment * rememberedCount + width]
        }
        // An array without numbers has no memory to lend.
        if rows.isEmpty { rows = [0] }
        columns.withUnsafeBufferPointer { columns in
            rows.withUnsafeBufferPointer { rows in
                guard let columns = columns.baseAddress, let rows = rows.baseAddress else { return }
                policy.learn(
                    from: RequestFeedback(count: news.count, rememberedCount: width, rows: rows, columns: columns))
            }
        }
    }

    /// Bytes set aside.
    var bytes: Int {
        trials.bytes + rows.bytes + known.reduce(0) { $0 + 4 * ($1.rows.capacity + $1.outcomes.capacity) }
    }
}

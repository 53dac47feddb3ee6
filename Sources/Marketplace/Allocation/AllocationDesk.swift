import Statistics

/// Gives each arm its share of the sessions that begin, and learns from the clicks of those that have ended.
struct AllocationDesk {
    let allocation: SessionAllocation
    /// One an arm, 1 all together.
    private(set) var shares: [Double]
    /// Where the treatments' parts of 0..<1 end; what is beyond is control's.
    private var ends: [Double] = []
    /// Clicks per session of each arm.
    private var rewards: [Moments]

    init(_ allocation: SessionAllocation) {
        self.allocation = allocation
        shares = Array(repeating: 1 / Double(allocation.arms), count: allocation.arms)
        rewards = Array(repeating: Moments(), count: allocation.arms)
        settle()
    }

    /// The arm of a session that begins now.
    func arm(ofSession session: UInt32, user: UInt32) -> UInt8 {
        let place = allocation.place(user, session)
        for arm in ends.indices where place < ends[arm] { return UInt8(arm + 1) }
        return 0
    }

    /// A session ends.
    mutating func note(_ session: Session) {
        guard session.start >= allocation.start else { return }
        rewards[Int(session.arm)].add(Double(session.clicks))
    }

    /// Takes the shares that follow from what is known by now.
    mutating func learn() {
        guard let wanted = allocation.bandit.shares(rewards) else { return }
        let least = allocation.settings.leastShare
        let rest = 1 - least * Double(wanted.count)
        shares = wanted.map { least + rest * $0 }
        settle()
    }

    private mutating func settle() {
        var end = 0.0
        ends = shares.dropFirst().map { share in
            end += share
            return end
        }
    }
}

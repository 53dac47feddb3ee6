import Storage

/// Counts the auctions of a tick in each arm and segment, and what a slot would have cost in them.
struct HeldAuctions: ~Copyable {
    private let segments: Int
    private let counts: Column<Int64>
    private let scoresToEnter: Column<Double>

    init(arms: Int, segments: Int) {
        self.segments = segments
        counts = Column(repeating: 0, count: arms * segments)
        scoresToEnter = Column(repeating: 0, count: arms * segments)
    }

    @inline(__always) func add(arm: Int, segment: Int, scoreToEnter: Double) {
        counts[arm * segments + segment] += 1
        scoresToEnter[arm * segments + segment] += scoreToEnter
    }

    func count(arm: Int, segment: Int) -> Int { Int(counts[arm * segments + segment]) }

    /// Sum of the scores that a slot would have cost.
    func scoresToEnter(arm: Int, segment: Int) -> Double { scoresToEnter[arm * segments + segment] }

    /// Another tick begins.
    func clear() {
        for group in 0..<counts.count {
            counts[group] = 0
            scoresToEnter[group] = 0
        }
    }
}

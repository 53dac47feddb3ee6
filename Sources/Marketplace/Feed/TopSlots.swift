/// Keeps the best-scored candidates of a page in order while all of them pass by once.
///
/// Ties go to the candidate that came first; a NaN loses to every number; a listing is taken once.
package struct TopSlots: ~Copyable {
    private let scores: Column<Float>
    private let candidates: Column<Int32>
    private let listings: Column<UInt32>
    private var capacity = 0
    package private(set) var count = 0

    package init(largestPage: Int) {
        scores = Column(repeating: 0, count: largestPage + 1)
        candidates = Column(repeating: 0, count: largestPage + 1)
        listings = Column(repeating: 0, count: largestPage + 1)
    }

    /// Starts a page of that many slots.
    package mutating func reset(slots: Int) {
        capacity = slots
        count = 0
    }

    @inline(__always) package mutating func offer(_ candidate: Int, listing: UInt32, score: Float) {
        let score = score.isNaN ? -.infinity : score
        if count == capacity, !(score > scores[count - 1]) { return }
        insert(candidate, listing, score)
    }

    private mutating func insert(_ candidate: Int, _ listing: UInt32, _ score: Float) {
        for slot in 0..<count where listings[slot] == listing { return }
        if count < capacity { count += 1 }
        var slot = count - 1
        while slot > 0, scores[slot - 1] < score {
            scores[slot] = scores[slot - 1]
            candidates[slot] = candidates[slot - 1]
            listings[slot] = listings[slot - 1]
            slot -= 1
        }
        scores[slot] = score
        candidates[slot] = Int32(candidate)
        listings[slot] = listing
    }

    /// The number of the candidate in a slot.
    package func candidate(in slot: Int) -> Int { Int(candidates[slot]) }
}

import Storage

/// Finds the best-scored candidates of a page and puts them in order.
///
/// Ties go to the candidate that came first; a NaN loses to every number; a listing that was retrieved twice is taken
/// once, with its best score.
///
/// Most candidates are never moved: a bound that the page's last slot cannot fall below is found first, from the maxima
/// of 64 groups of candidates, and only the few that reach it are sorted.
package struct TopSlots: ~Copyable {
    /// Groups of candidates; scores are read in blocks of that many.
    package static let groups = 64
    private static let bisections = 6

    /// Candidates in the page's order: score and number in one integer, greatest first.
    private let order: Column<UInt64>
    /// Numbers of the candidates that reach the bound.
    private let reaching: Column<UInt32>
    package private(set) var count = 0

    /// - Parameter capacity: the most candidates.
    package init(capacity: Int) {
        order = Column(repeating: 0, count: capacity + 1)
        reaching = Column(repeating: 0, count: capacity + 1)
    }

    /// Takes the best of `candidates`.
    /// - Parameters:
    ///   - scores: `candidates` scores, with room behind them up to the next multiple of `groups`, which is overwritten.
    ///   - listings: the candidates' listings.
    package mutating func take(
        _ slots: Int, of candidates: Int, scores: UnsafeMutablePointer<Float>, listings: UnsafePointer<UInt32>
    ) {
        let bound = TopSlots.bound(slots, of: candidates, scores: scores)
        sort(reach(bound, candidates, scores), scores, keeping: slots)
        guard holdsListingTwice(listings) else { return }
        // Only a retrieval policy that breaks its contract leads here.
        sort(reach(-.infinity, candidates, scores), scores, keeping: candidates)
        dropRepeats(keeping: slots, listings)
    }

    /// The number of the candidate in a slot.
    @inline(__always) package func candidate(in slot: Int) -> Int { Int(~UInt32(truncatingIfNeeded: order[slot])) }

    /// Puts other candidates into the slots, best first.
    mutating func replace(with candidates: [UInt32]) {
        count = candidates.count
        for slot in 0..<count { order[slot] = UInt64(~candidates[slot]) }
    }

    /// A score that at least `slots` of the candidates reach, and few more.
    private static func bound(_ slots: Int, of candidates: Int, scores: UnsafeMutablePointer<Float>) -> Float {
        guard slots <= groups, candidates > slots else { return -.infinity }
        let blocks = (candidates + groups - 1) / groups
        for index in candidates..<blocks * groups { scores[index] = -.infinity }
        var maxima = (
            Lanes(repeating: -.infinity), Lanes(repeating: -.infinity), Lanes(repeating: -.infinity),
            Lanes(repeating: -.infinity)
        )
        for block in 0..<blocks {
            let start = UnsafeRawPointer(scores + block * groups)
            // A NaN is not greater than anything and falls through.
            maxima.0 = greater(start.loadUnaligned(fromByteOffset: 0, as: Lanes.self), maxima.0)
            maxima.1 = greater(start.loadUnaligned(fromByteOffset: 64, as: Lanes.self), maxima.1)
            maxima.2 = greater(start.loadUnaligned(fromByteOffset: 128, as: Lanes.self), maxima.2)
            maxima.3 = greater(start.loadUnaligned(fromByteOffset: 192, as: Lanes.self), maxima.3)
        }
        // As many groups as there are slots have a maximum of at least `low`, and so that many candidates do.
        var low = lesser(lesser(maxima.0, maxima.1), lesser(maxima.2, maxima.3)).min()
        var high = greater(greater(maxima.0, maxima.1), greater(maxima.2, maxima.3)).max()
        for _ in 0..<bisections {
            let middle = low + (high - low) * 0.5
            let reaching =
                reachingLanes(maxima.0, middle) &+ reachingLanes(maxima.1, middle)
                &+ reachingLanes(maxima.2, middle) &+ reachingLanes(maxima.3, middle)
            let isReached = -Int(reaching.wrappedSum()) >= slots
            low = isReached ? middle : low
            high = isReached ? high : middle
        }
        return low
    }

    private typealias Lanes = SIMD16<Float>

    @inline(__always) private static func greater(_ a: Lanes, _ b: Lanes) -> Lanes {
        b.replacing(with: a, where: a .> b)
    }

    @inline(__always) private static func lesser(_ a: Lanes, _ b: Lanes) -> Lanes {
        b.replacing(with: a, where: a .< b)
    }

    /// -1 in each lane that reaches the bound.
    @inline(__always) private static func reachingLanes(_ lanes: Lanes, _ bound: Float) -> SIMD16<Int32> {
        SIMD16<Int32>.zero.replacing(with: -1, where: lanes .>= bound)
    }

    /// Notes the candidates whose score is at least `bound` and returns how many they are.
    private func reach(_ bound: Float, _ candidates: Int, _ scores: UnsafePointer<Float>) -> Int {
        if bound == -.infinity {
            // All of them, for a NaN is kept only where everything is.
            for index in 0..<candidates { reaching[index] = UInt32(truncatingIfNeeded: index) }
            return candidates
        }
        var count = 0
        for start in Swift.stride(from: 0, to: candidates, by: Lanes.scalarCount) {
            let lanes = UnsafeRawPointer(scores + start).loadUnaligned(as: Lanes.self)
            let reached = TopSlots.reachingLanes(lanes, bound)
            // Behind the last candidate there is nothing that reaches a bound. No branch depends on the answers.
            for lane in 0..<Lanes.scalarCount {
                reaching[count] = UInt32(truncatingIfNeeded: start &+ lane)
                count &-= Int(reached[lane])
            }
        }
        return count
    }

    /// Sorts the noted candidates by insertion and keeps the first `slots`.
    private mutating func sort(_ noted: Int, _ scores: UnsafePointer<Float>, keeping slots: Int) {
        count = 0
        for index in 0..<noted {
            let candidate = reaching[index]
            let key = TopSlots.key(scores[Int(candidate)], candidate)
            if count == slots {
                if key < order[count - 1] { continue }
            } else {
                count += 1
            }
            var slot = count - 1
            while slot > 0, order[slot - 1] < key {
                order[slot] = order[slot - 1]
                slot -= 1
            }
            order[slot] = key
        }
    }

    /// Greater for a greater score, and for equal ones for the candidate that came first.
    @inline(__always) static func key(_ score: Float, _ candidate: UInt32) -> UInt64 {
        // The sum with 0 makes the two zeros equal.
        let bits = ((score.isNaN ? -.infinity : score) + 0).bitPattern
        // The bits of negative numbers grow as the numbers fall.
        let rising = bits ^ (bits >> 31 == 0 ? 0x8000_0000 : 0xFFFF_FFFF)
        return UInt64(rising) << 32 | UInt64(~candidate)
    }

    private func holdsListingTwice(_ listings: UnsafePointer<UInt32>) -> Bool {
        for slot in 0..<count { reaching[slot] = listings[candidate(in: slot)] }
        var repeats = false
        for slot in 0..<count {
            let listing = reaching[slot]
            for earlier in 0..<slot { repeats = (reaching[earlier] == listing) || repeats }
        }
        return repeats
    }

    private mutating func dropRepeats(keeping slots: Int, _ listings: UnsafePointer<UInt32>) {
        var kept = 0
        for slot in 0..<count where kept < slots {
            let listing = listings[candidate(in: slot)]
            guard !(0..<kept).contains(where: { listings[candidate(in: $0)] == listing }) else { continue }
            order[kept] = order[slot]
            kept += 1
        }
        count = kept
    }
}

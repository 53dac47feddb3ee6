import Storage

/// Answers, while one page is made, which listings the session has seen already.
///
/// A scratch table with open addressing; a stamp a page saves clearing it.
package struct SeenSet: ~Copyable {
    /// The page's stamp and the listing in one number, so that a question costs one comparison.
    private var entries: Column<UInt64>
    private var stamp: UInt32 = 0
    private var mask = 0

    package init() { entries = Column(repeating: 0, count: 256) }

    /// Empties the set and makes room for `count` listings.
    package mutating func reset(for count: Int) {
        var size = 64
        while size < 4 * count { size *= 2 }
        if size > entries.count { entries.extend(by: size - entries.count, with: 0) }
        mask = size - 1
        stamp &+= 1
        if stamp == 0 {
            for place in 0..<entries.count { entries[place] = 0 }
            stamp = 1
        }
    }

    @inline(__always) package func insert(_ listing: UInt32) {
        let entry = entry(of: listing)
        var place = SeenSet.hash(listing) & mask
        while isTaken(place) {
            if entries[place] == entry { return }
            place = (place &+ 1) & mask
        }
        entries[place] = entry
    }

    /// Answers until the set is changed; apart from it, so that many questions read its fields once.
    package var members: Members { Members(entries: entries.base, mask: mask, stamp: UInt64(stamp) << 32) }

    /// What the set holds.
    package struct Members {
        fileprivate let entries: UnsafePointer<UInt64>
        fileprivate let mask: Int
        fileprivate let stamp: UInt64

        /// 1 for a member, 0 for any other listing: a number, so that callers need no branch that is hard to foresee.
        @inline(__always) package func contains(_ listing: UInt32) -> Int {
            let entry = stamp | UInt64(listing)
            let place = SeenSet.hash(listing) & mask
            let first = entries[place]
            let second = entries[(place &+ 1) & mask]
            let isNeither = isNonzero(first ^ entry) & isNonzero(second ^ entry)
            let isFull = (isNonzero((first ^ stamp) &>> 32) | isNonzero((second ^ stamp) &>> 32)) ^ 1
            // Rare, with at most a quarter of the places taken.
            if isNeither & isFull != 0 { return containsFurther(entry, (place &+ 2) & mask) }
            return Int(truncatingIfNeeded: isNeither ^ 1)
        }

        /// 1 or 0, worked out with no comparison that the compiler could make a branch of.
        @inline(__always) private func isNonzero(_ word: UInt64) -> UInt64 { (word | (0 &- word)) &>> 63 }

        @inline(never) private func containsFurther(_ entry: UInt64, _ place: Int) -> Int {
            var place = place
            while (entries[place] ^ stamp) &>> 32 == 0 {
                if entries[place] == entry { return 1 }
                place = (place &+ 1) & mask
            }
            return 0
        }
    }

    @inline(__always) private func entry(of listing: UInt32) -> UInt64 { UInt64(stamp) << 32 | UInt64(listing) }

    @inline(__always) private func isTaken(_ place: Int) -> Bool { entries[place] >> 32 == UInt64(stamp) }

    @inline(__always) fileprivate static func hash(_ listing: UInt32) -> Int { Int((listing &* 0x9E37_79B1) >> 7) }
}

/// Answers, while one page is made, which listings the session has seen already.
///
/// A scratch table with open addressing; a stamp a page saves clearing it.
package struct SeenSet: ~Copyable {
    private var ids: Column<UInt32>
    private var stamps: Column<UInt32>
    private var stamp: UInt32 = 0
    private var mask = 0

    package init() {
        ids = Column(repeating: 0, count: 256)
        stamps = Column(repeating: 0, count: 256)
    }

    /// Empties the set and makes room for `count` listings.
    package mutating func reset(for count: Int) {
        var size = 64
        while size < 4 * count { size *= 2 }
        if size > stamps.count {
            ids.extend(by: size - ids.count, with: 0)
            stamps.extend(by: size - stamps.count, with: 0)
        }
        mask = size - 1
        stamp &+= 1
        if stamp == 0 {
            for place in 0..<stamps.count { stamps[place] = 0 }
            stamp = 1
        }
    }

    package func insert(_ listing: UInt32) {
        var place = SeenSet.hash(listing) & mask
        while stamps[place] == stamp {
            if ids[place] == listing { return }
            place = (place + 1) & mask
        }
        stamps[place] = stamp
        ids[place] = listing
    }

    package func contains(_ listing: UInt32) -> Bool {
        var place = SeenSet.hash(listing) & mask
        while stamps[place] == stamp {
            if ids[place] == listing { return true }
            place = (place + 1) & mask
        }
        return false
    }

    @inline(__always) private static func hash(_ listing: UInt32) -> Int { Int((listing &* 0x9E37_79B1) >> 7) }
}

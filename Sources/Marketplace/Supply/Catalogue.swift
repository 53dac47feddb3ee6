import Storage

/// Finds the listings that can be shown, category by category, in constant time however many there are.
struct Catalogue: ~Copyable {
    private static let absent = UInt32.max
    /// One list per category.
    private var lists: Lists<UInt32>
    /// Where each listing stands in its list.
    private var place: Column<UInt32>
    /// A bit a listing, so that many can be asked about without a miss of the cache each.
    private var listed: Column<UInt64>
    var categories: Int { lists.count }

    init(categories: Int, capacity: Int) {
        // Categories are alike but not equal; a list that outgrows its room is moved.
        lists = Lists(count: categories, minimumCapacity: 16 + capacity / categories * 17 / 16)
        place = Column(minimumCapacity: capacity)
        listed = Column(minimumCapacity: capacity / 64 + 1)
    }

    /// Makes a listing findable. - Precondition: it is not.
    mutating func insert(_ listing: UInt32, category: UInt8) {
        let category = Int(category)
        if place.count <= Int(listing) { place.extend(by: Int(listing) + 1 - place.count, with: Catalogue.absent) }
        assert(place[listing] == Catalogue.absent)
        place[listing] = UInt32(lists.count(of: category))
        lists.append(listing, to: category)
        let word = Int(listing) / 64
        if listed.count <= word { listed.extend(by: word + 1 - listed.count, with: 0) }
        listed[word] |= 1 << UInt64(listing % 64)
    }

    /// Takes a listing out, if it is in.
    mutating func remove(_ listing: UInt32, category: UInt8) {
        let category = Int(category)
        let hole = place[listing]
        guard hole != Catalogue.absent else { return }
        let last = lists.removeLast(of: category)
        if last != listing { lists[category, Int(hole)] = last }
        place[last] = hole
        place[listing] = Catalogue.absent
        listed[Int(listing) / 64] &= ~(1 << UInt64(listing % 64))
    }

    /// Whether the listing can be shown, which is whether units of it are for sale. - Precondition: it was inserted once.
    @inline(__always) func isListed(_ listing: UInt32) -> Bool { listedBits[listing] != 0 }

    /// The same question for many listings at once. - Precondition: the catalogue stays as it is meanwhile.
    var listedBits: ListedBits { ListedBits(words: listed.base) }

    /// A bit a listing: 1 when it can be shown.
    struct ListedBits {
        fileprivate let words: UnsafePointer<UInt64>

        @inline(__always) subscript(listing: UInt32) -> Int {
            Int(truncatingIfNeeded: words[Int(listing &>> 6)] &>> UInt64(listing & 63) & 1)
        }
    }

    /// The lists of all categories, for a retrieval batch.
    var liveLists: UnsafePointer<UnsafePointer<UInt32>> { lists.starts }
    var liveCounts: UnsafePointer<Int32> { lists.counts }

    /// Bytes set aside.
    var bytes: Int { place.bytes + listed.bytes + lists.bytes }
}

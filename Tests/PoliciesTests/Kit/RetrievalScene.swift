import PolicyKit

/// A hand-made catalogue that retrieval policies are asked about.
struct RetrievalScene {
    /// The live listings of each category.
    var live: [[UInt32]]
    /// The platform's belief of what the user looks for; even unless said otherwise.
    var affinity: [Float]
    var random: UInt64 = 1
    var wanted = 64
    /// Ids that exist but are not live have no units.
    var created: Int

    init(live: [[UInt32]], affinity: [Float]? = nil, created: Int? = nil) {
        self.live = live
        self.affinity = affinity ?? live.map { _ in 1 / Float(live.count) }
        self.created = created ?? Int(live.joined().max() ?? 0) + 1
    }

    /// `categories` categories with `each` listings, numbered category by category.
    init(categories: Int, each: Int) {
        self.init(live: (0..<categories).map { category in (0..<each).map { UInt32(category * each + $0) } })
    }

    /// What the policy retrieves.
    func retrieve(_ policy: any RetrievalPolicy) -> [UInt32] {
        let lists = UnsafeMutablePointer<UnsafePointer<UInt32>>.allocate(capacity: live.count)
        let counts = UnsafeMutablePointer<Int32>.allocate(capacity: live.count)
        let units = UnsafeMutablePointer<Int32>.allocate(capacity: created)
        let candidates = UnsafeMutablePointer<UInt32>.allocate(capacity: wanted)
        units.initialize(repeating: 0, count: created)
        candidates.initialize(repeating: .max, count: wanted)
        var owned: [UnsafeMutablePointer<UInt32>] = []
        for (category, listings) in live.enumerated() {
            let list = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, listings.count))
            list.initialize(from: listings, count: listings.count)
            owned.append(list)
            (lists + category).initialize(to: UnsafePointer(list))
            (counts + category).initialize(to: Int32(listings.count))
            for listing in listings { units[Int(listing)] = 1 }
        }
        defer {
            owned.forEach { $0.deallocate() }
            lists.deallocate()
            counts.deallocate()
            units.deallocate()
            candidates.deallocate()
        }
        var answers = RetrievalAnswers(candidates: MutableSpan(_unsafeStart: candidates, count: wanted))
        affinity.withUnsafeBufferPointer { affinity in
            policy.retrieve(
                RetrievalBatch(
                    random: random, wanted: wanted, exposuresInSession: 0, categoryCount: live.count,
                    createdCount: created, affinity: affinity.baseAddress!, liveLists: lists, liveCounts: counts,
                    units: units),
                into: &answers)
        }
        return (0..<answers.count).map { candidates[$0] }
    }

    /// The category of each listing.
    func category(of listing: UInt32) -> Int? { live.firstIndex { $0.contains(listing) } }
}

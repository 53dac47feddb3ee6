import Marketplace
import Randomness
import Testing

struct TopSlotsTests {
    private static func best(_ offers: [(listing: UInt32, score: Float)], slots: Int) -> [Int] {
        guard !offers.isEmpty else { return [] }
        var top = TopSlots(capacity: offers.count + TopSlots.groups)
        var scores = offers.map(\.score) + [Float](repeating: 1e30, count: TopSlots.groups)
        let listings = offers.map(\.listing)
        scores.withUnsafeMutableBufferPointer { scores in
            listings.withUnsafeBufferPointer { listings in
                guard let first = scores.baseAddress, let ids = listings.baseAddress else { return }
                top.take(slots, of: offers.count, scores: first, listings: ids)
            }
        }
        return (0..<top.count).map { top.candidate(in: $0) }
    }

    /// Against a stable sort, with many ties, over pages of every size.
    @Test(arguments: [1, 2, 7, 20, 50])
    func theBestAreKeptInOrderAndTiesGoToTheFirst(slots: Int) {
        for seed in 0..<200 as Range<UInt64> {
            let offers = (0..<120).map { index in
                let score = (StableHash.fraction(seed, UInt64(index)) * 12).rounded(.down)
                return (listing: UInt32(index), score: Float(score))
            }
            let sorted = offers.indices.sorted { (-offers[$0].score, $0) < (-offers[$1].score, $1) }
            #expect(TopSlotsTests.best(offers, slots: slots) == Array(sorted.prefix(slots)))
        }
    }

    @Test func fewCandidatesLeaveSlotsEmpty() {
        #expect(TopSlotsTests.best([(4, 1), (5, 2)], slots: 20) == [1, 0])
        #expect(TopSlotsTests.best([], slots: 20).isEmpty)
    }

    @Test func aNumberBeatsNoNumber() {
        let offers: [(UInt32, Float)] = [(0, .nan), (1, -1e30), (2, .nan), (3, 5), (4, .infinity)]
        #expect(TopSlotsTests.best(offers, slots: 5) == [4, 3, 1, 0, 2])
        #expect(TopSlotsTests.best(offers, slots: 3) == [4, 3, 1])
        #expect(TopSlotsTests.best([(0, .nan), (1, .nan), (2, 0)], slots: 1) == [2])
    }

    @Test func aListingIsTakenOnce() {
        // A listing that was retrieved twice is taken with its best score.
        #expect(TopSlotsTests.best([(7, 1), (7, 5), (8, 3), (7, 9)], slots: 4) == [3, 2])
    }
}

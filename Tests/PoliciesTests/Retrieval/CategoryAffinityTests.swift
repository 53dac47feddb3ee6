import PolicyKit
import Randomness
import Statistics
import Testing

struct CategoryAffinityTests {
    /// In catalogues of every shape, also with empty and thin categories: as many as are wanted or there are.
    @Test func distinctLiveListingsAsManyAsAreWanted() {
        let policy = BuiltIn.retrieval("category-affinity")
        var faults = 0
        for seed in 0..<2_000 as Range<UInt64> {
            var next: UInt32 = 0
            let live = (0..<1 + Int(seed % 19)).map { category in
                let size = Int(StableHash.mix(seed, UInt64(category)) % (seed % 3 == 0 ? 5 : 90))
                let listings = (0..<size).map { _ in
                    next += 2
                    return next
                }
                return listings
            }
            var scene = RetrievalScene(live: live, created: Int(next) + 3)
            let weights = live.indices.map { Float(StableHash.mix(seed, 1_000 + UInt64($0)) % 50) + 0.01 }
            scene.affinity = weights.map { $0 / weights.reduce(0, +) }
            scene.wanted = 1 + Int(StableHash.mix(seed, 7) % 300)
            scene.random = StableHash.mix(seed, 8)
            let retrieved = scene.retrieve(policy)
            let all = Set(live.joined())
            if Set(retrieved).count != retrieved.count || !all.isSuperset(of: retrieved) { faults += 1 }
            if retrieved.count != min(scene.wanted, all.count) { faults += 1 }
        }
        #expect(faults == 0)
    }

    /// A walk round a category of any size meets every listing once.
    @Test func everySizeOfACategoryIsWalkedRound() {
        let policy = BuiltIn.retrieval("category-affinity")
        var faults = 0
        for size in 1...300 {
            for random in 0..<16 as Range<UInt64> {
                var scene = RetrievalScene(categories: 1, each: size)
                scene.wanted = size
                scene.random = StableHash.mix(random, 3)
                if Set(scene.retrieve(policy)).count != size { faults += 1 }
            }
        }
        #expect(faults == 0)
    }

    @Test(arguments: [0, 0.2, 1])
    func categoriesComeInProportionToTheUsersClicksAndTheExploration(exploration: Double) {
        let policy = BuiltIn.retrieval("category-affinity", ["exploration": .number(exploration)])
        var scene = RetrievalScene(categories: 4, each: 5_000)
        scene.affinity = [0.5, 0.25, 0.125, 0.125]
        scene.wanted = 1_600
        let retrieved = scene.retrieve(policy)
        for category in 0..<4 {
            let share = (1 - exploration) * Double(scene.affinity[category]) + exploration / 4
            let count = retrieved.count { Int($0) / 5_000 == category }
            // Rounding leaves less than one listing a category over, which may all fall to one.
            #expect(abs(Double(count) - share * 1_600) <= 4)
        }
        #expect(retrieved.count == 1_600)
    }

    @Test func aSessionsOrderIsTheSameForEveryRequest() {
        let policy = BuiltIn.retrieval("category-affinity")
        let other = BuiltIn.retrieval("category-affinity")
        var scene = RetrievalScene(categories: 7, each: 400)
        let first = scene.retrieve(policy)
        scene.random = 2
        let elsewhere = scene.retrieve(policy)
        scene.random = 1
        #expect(scene.retrieve(policy) == first)
        #expect(scene.retrieve(other) == first)
        #expect(elsewhere != first)
    }

    /// When a long session wants more, each category goes on in the same order.
    @Test(arguments: [2, 3, 8])
    func whoWantsMoreGetsTheSameFirst(times: Int) {
        let policy = BuiltIn.retrieval("category-affinity", ["exploration": 0])
        var scene = RetrievalScene(categories: 4, each: 1_000)
        scene.affinity = [0.5, 0.25, 0.125, 0.125]
        for random in 0..<50 as Range<UInt64> {
            scene.random = StableHash.mix(random, 5)
            scene.wanted = 128
            let few = scene.retrieve(policy)
            scene.wanted = 128 * times
            let many = scene.retrieve(policy)
            for category in 0..<4 {
                let first = few.filter { Int($0) / 1_000 == category }
                let all = many.filter { Int($0) / 1_000 == category }
                #expect(Array(all.prefix(first.count)) == first)
            }
        }
    }

    /// Over sessions every listing of a category is as likely as any other; 1e-5 a size.
    @Test(arguments: [2, 17, 24, 97])
    func noListingIsFavoured(size: Int) {
        let policy = BuiltIn.retrieval("category-affinity")
        var scene = RetrievalScene(categories: 1, each: size)
        scene.wanted = 1
        var counts = [Int](repeating: 0, count: size)
        for session in 0..<20_000 as Range<UInt64> {
            scene.random = StableHash.mix(11, session)
            counts[Int(scene.retrieve(policy)[0])] += 1
        }
        let expected = 20_000 / Double(size)
        let statistic = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        #expect(ChiSquared(degreesOfFreedom: Double(size - 1)).upperTail(statistic) > 1e-5)
    }
}

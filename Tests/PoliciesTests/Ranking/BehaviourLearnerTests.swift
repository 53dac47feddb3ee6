import Foundation
import Policies
import PolicyKit
import Randomness
import Testing

/// Rankers that learn from sparse attributes, clicks close to the candidate, the page, and the session's key events.
struct BehaviourLearnerTests {
    /// Listings that nobody has seen, which differ in nothing but what is set.
    private static func scene(categories: [Float], content: [[Float]]? = nil) -> RankingScene {
        let count = categories.count
        var scene = RankingScene(listings: (0..<UInt32(count)).map { $0 }, content: content, profile: [0, 0])
        let zeros = [Float](repeating: 0, count: count)
        for signal in [Signal.relativePrice, .age, .impressions, .clicks, .likes, .attribute] {
            scene.signals[signal] = zeros
        }
        scene.signals[.categoryAffinity] = zeros
        scene.signals[.category] = categories
        return scene
    }

    private static func rows(_ scene: RankingScene, _ policy: any RankingPolicy) -> [[Float]] {
        let remembered = scene.score(policy).remembered
        return scene.listings.indices.map { index in remembered.map { $0[index] } }
    }

    /// Against the mean of a gamma prior of shape and rate k after c clicks where e were expected: (c + k) / (e + k).
    @Test(arguments: [(1, 0), (3, 1), (200, 40), (200, 0)])
    func anAttributeIsLetInAsItGathersClicks(exposures: Int, clicks: Int) {
        var record = AttributeRecord()
        for exposure in 0..<exposures { record.learn(7, chance: 0.1, isClicked: exposure < clicks) }
        record.settle()
        let (seen, due) = (Double(clicks), 0.1 * Double(exposures))
        let factor = (seen + record.strength) / (due + record.strength)
        #expect(abs(Double(record.logFactor(of: 7)) - log(factor)) < 1e-4)
        #expect(record.logFactor(of: 6) == 0 && record.logFactor(of: 8) == 0)
    }

    /// The mean of k lies no further than one step of the grid from the shape of which the attributes' factors were drawn. In 300
    /// simulated sets of 400 attributes the log-likelihood of one step exceeds that of two by 4.2 standard deviations and more: 1e-4.
    @Test(arguments: [1.0, 8], [UInt64(1), 2])
    func howAlikeAttributesAreIsLearned(shape: Double, seed: UInt64) {
        let key = RandomKey(seed: seed)
        var record = AttributeRecord()
        for attribute in 0..<400 {
            var stream = key.stream(Purpose(rawValue: 1), UInt32(attribute), 0, 0)
            // A sum of exponentials is a gamma variable of that shape.
            let factor = (0..<Int(shape)).reduce(0.0) { sum, _ in sum - log(1 - stream.uniform()) } / shape
            for _ in 0..<300 {
                record.learn(attribute, chance: 0.04, isClicked: stream.uniform() < min(1, 0.04 * factor))
            }
        }
        record.settle()
        #expect(record.strength > shape / 2.1 && record.strength < shape * 2.1, "\(record.strength)")
    }

    /// A new listing of an attribute that others clicked comes first.
    @Test func listingsBorrowFromThoseOfTheirAttribute() {
        let policy = BuiltIn.ranking("sparse-and-dense")
        var scene = Self.scene(categories: [0, 0, 0])
        scene.signals[.attribute] = [5, 900, 17]
        for _ in 0..<200 {
            let rows = Self.rows(scene, policy)
            teach(policy, [(rows[1], .click), (rows[0], []), (rows[2], [])])
        }
        scene.listings = [10, 11, 12]
        scene.signals[.attribute] = [17, 3, 900]
        let scores = scene.score(policy).scores
        #expect(scores[2] > scores[1] + 0.3 && scores[1] > scores[0] + 0.1)
    }

    /// One user likes opposite content in two categories, so that the profile of all clicks says nothing.
    @Test func whatIsClickedInACategoryIsLikedThere() {
        let policy = BuiltIn.ranking("core-behaviour")
        var scene = Self.scene(categories: [1, 1, 2, 2], content: [[3, 0], [-3, 0], [3, 0], [-3, 0]])
        for _ in 0..<100 {
            let rows = Self.rows(scene, policy)
            teach(policy, [(rows[0], .click), (rows[1], []), (rows[2], []), (rows[3], .click)])
        }
        let scores = scene.score(policy).scores
        #expect(scores[0] > scores[1] + 0.5 && scores[3] > scores[2] + 0.5)
        // Nothing is known of what another user likes.
        scene.user = 1
        let others = scene.score(policy).scores
        #expect(others[0] == others[1] && others[2] == others[3])
    }

    /// Of a user's clicks the last ones count: what was liked longer ago than the memory reaches is forgotten.
    @Test func clicksThatTheMemoryDoesNotHoldAreForgotten() throws {
        let policy = BuiltIn.ranking("core-behaviour", ["memory": .number(6)])
        let scene = Self.scene(categories: [1, 1, 2, 2], content: [[3, 0], [-3, 0], [3, 0], [-3, 0]])
        func learn(_ liked: [Int], _ times: Int) {
            for _ in 0..<times {
                let rows = Self.rows(scene, policy)
                teach(policy, rows.indices.map { (rows[$0], liked.contains($0) ? .click : []) })
            }
        }
        learn([0, 3], 100)
        let before = scene.score(policy).scores
        learn([1, 2], 3)
        let after = scene.score(policy).scores
        #expect(before[0] > before[1] && after[1] > after[0])
        // Shorter or longer memories are no states of this one.
        #expect(throws: PolicyStateError(policy: "core-behaviour")) {
            try BuiltIn.ranking("core-behaviour", ["memory": .number(1)]).load(policy.save())
        }
    }

    /// Listings below others of their category are not clicked: the page takes the best of one category, then that of the other.
    @Test func aPageMixesCategoriesWhereNeighboursTakeClicksAway() {
        let policy = BuiltIn.ranking("page-context")
        var scene = Self.scene(categories: [1, 1, 1, 2, 2, 2])
        scene.signals[.relativePrice] = [0, 0.01, 0.02, 0.03, 0.04, 0.05]
        for _ in 0..<300 {
            let rows = Self.rows(scene, policy)
            teach(policy, rows.indices.map { (rows[$0], $0 % 3 == 0 ? .click : []) })
        }
        let order = scene.ranking(by: policy)
        let categories = order.map { scene.signals[.category]?[$0] ?? 0 }
        #expect(categories[0] != categories[1] && categories[2] != categories[3])
        // Within a category the order is that of the chances.
        let scores = scene.score(policy).scores
        #expect(Set(scores).count == 6)
    }

    /// What each slot loses to those above it is what the weight says: the greedy order of a plain computation.
    @Test(arguments: [1, 3, 6, 20])
    func scoresAreThoseOfTheSlotsInWhichListingsComeToStand(pageSize: Int) {
        let policy = BuiltIn.ranking("page-context", ["page_size": .number(Double(pageSize))])
        var scene = Self.scene(categories: [1, 1, 2, 1, 2, 3, 1, 1])
        let price: [Float] = [0.5, 0.2, -0.3, 0.4, 0.1, -0.9, 0.3, 0.6]
        // A page of one listing each: prices are learned, and nothing stands above.
        for turn in 0..<200 {
            scene.signals[.relativePrice] = price
            let rows = Self.rows(scene, policy)
            let one = turn % price.count
            teach(policy, [(rows[one], price[one] > 0.25 ? .click : [])])
        }
        let alone = scene.score(policy).scores
        // Pages of two of a category, the lower of which is not clicked.
        for _ in 0..<200 {
            let rows = Self.rows(scene, policy)
            teach(policy, [(rows[0], .click), (rows[1], [])])
        }
        let scores = scene.score(policy).scores
        let base = scene.listings.indices.map { index -> Float in
            var one = RankingScene(listings: [UInt32(index)], content: [[0, 0]], profile: [0, 0])
            for (signal, column) in scene.signals { one.signals[signal] = [column[index]] }
            return one.score(policy).scores[0]
        }
        // The loss of one neighbour, from a page of two like listings.
        var two = RankingScene(listings: [0, 1], content: [[0, 0], [0, 0]], profile: [0, 0])
        for (signal, column) in scene.signals { two.signals[signal] = [column[0], column[0]] }
        let pair = two.score(policy).scores
        let loss = pair[1] - pair[0]
        #expect(loss < 0 && alone != scores)
        var (rest, taken, expected) = (Array(base.indices), [Float: Float](), base)
        let categories = scene.signals[.category] ?? []
        func below(_ index: Int) -> Float { base[index] + loss * taken[categories[index], default: 0] }
        for _ in 0..<min(pageSize, base.count) {
            guard let best = rest.max(by: { (below($0), -$0) < (below($1), -$1) }) else { break }
            expected[best] = below(best)
            taken[categories[best], default: 0] += 1
            rest.removeAll { $0 == best }
        }
        for index in rest { expected[index] = below(index) }
        for (score, expected) in zip(scores, expected) { #expect(abs(score - expected) < 1e-4) }
    }

    /// Carts follow where the session has clicked before: then listings of a category that the session has clicked come first.
    @Test func keyEventsOfTheSessionLiftTheirCategory() {
        func scores(_ reads: Bool) -> [Float] {
            let policy = BuiltIn.ranking("key-events", ["key_events": .toggle(reads)])
            var scene = Self.scene(categories: [1, 2])
            for turn in 0..<400 {
                let category = UInt8(1 + turn % 2)
                scene.session = [(category, .click), (category, [.click, .cart]), (3, [])]
                let rows = Self.rows(scene, policy)
                let (events, others) = (rows[turn % 2], rows[1 - turn % 2])
                teach(policy, [(others, .click), (events, [.click, .cart, .checkout])])
                withFeedback(policy, [(events, [.click, .cart, .checkout, .payment])]) { policy.learnOrders(from: $0) }
            }
            scene.session = [(2, .click), (2, [.click, .cart])]
            return scene.score(policy).scores
        }
        let (reading, blind) = (scores(true), scores(false))
        #expect(reading[1] > 2 * reading[0])
        #expect(blind[0] == blind[1])
    }

    /// A payment counts once, whatever becomes of it later.
    @Test func whatBecomesOfAPaidOrderTeachesNothingMore() {
        let policy = BuiltIn.ranking("key-events")
        let rows = Self.rows(Self.scene(categories: [1]), policy)
        teach(policy, [(rows[0], [.click, .checkout])])
        withFeedback(policy, [(rows[0], [.click, .checkout, .payment])]) { policy.learnOrders(from: $0) }
        let before = policy.save()
        withFeedback(
            policy,
            [(rows[0], [.click, .checkout, .payment, .kept]), (rows[0], [.click, .checkout, .payment, .refund])]
        ) { policy.learnOrders(from: $0) }
        #expect(policy.save() == before)
    }
}

import PolicyKit
import Testing

struct NewestTests {
    @Test func theNewestLiveListingsComeFirst() {
        let policy = BuiltIn.retrieval("newest")
        var scene = RetrievalScene(live: [[0, 3, 9], [1, 12], []], created: 20)
        #expect(scene.retrieve(policy) == [12, 9, 3, 1, 0])
        scene.wanted = 2
        #expect(scene.retrieve(policy) == [12, 9])
        scene.affinity = [0, 0, 1]
        scene.random = 99
        #expect(scene.retrieve(policy) == [12, 9])
    }

    @Test func anEmptyMarketGivesNothing() {
        let scene = RetrievalScene(live: [[], []], created: 5)
        #expect(scene.retrieve(BuiltIn.retrieval("newest")).isEmpty)
        #expect(scene.retrieve(BuiltIn.retrieval("category-affinity")).isEmpty)
    }
}

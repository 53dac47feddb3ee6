import PolicyKit
import Testing

/// What an author of a policy writes, with PolicyKit imported and nothing else of the house.
@Suite struct SlotTests {
    @Test func aPolicyFillsTheSlotThatItsProtocolNames() throws {
        var registry = PolicyRegistry()
        registry.add(Shuffled.self)
        let entry = try #require(registry[.ranking, "shuffled"])
        #expect(entry.slot.name == "ranking")
        for slot in registry.slots where slot.name != "ranking" { #expect(registry[slot, "shuffled"] == nil) }
        let policy: any RankingPolicy = registry.make(.ranking, PolicyChoice("shuffled"), seed: 4)
        #expect((policy as? Shuffled)?.number(5) == StableHash.fraction(4, 5))
    }

    /// Each of the many policies of one choice has its own seed.
    @Test func aFactoryMakesAPolicyForEachSeed() {
        var registry = PolicyRegistry()
        registry.add(Shuffled.self)
        let shuffled = registry.factory(.ranking, PolicyChoice("shuffled"))
        let numbers = [4, 9, 4].map { (shuffled($0) as? Shuffled)?.number(5) }
        #expect(numbers == [4, 9, 4].map { StableHash.fraction($0, 5) })
    }

    @Test func aSlotOfOnesOwnIsFilledAsTheOthersAre() {
        var registry = PolicyRegistry()
        registry.open(GreetingSlot())
        registry.add(Polite.self)
        #expect(registry.slots.map(\.name) == ["retrieval", "ranking", "request", "bidding", "greeting"])
        #expect(registry.policies(in: GreetingSlot()).map(\.name) == ["polite"])
        let choices = PolicyChoices(slots: registry.slots)
        #expect(registry.make(GreetingSlot(), choices[GreetingSlot()], seed: 1).greet() == "Good day")
    }

    @Test func aSlotIsOpenedOnceAndBeforeItIsFilled() async {
        await #expect(processExitsWith: .failure) {
            var registry = PolicyRegistry()
            registry.open(.ranking)
        }
        await #expect(processExitsWith: .failure) {
            var registry = PolicyRegistry()
            registry.add(Polite.self)
        }
        await #expect(processExitsWith: .failure) {
            var registry = PolicyRegistry()
            registry.open(GreetingSlot())
            registry.open(RivalSlot())
        }
    }

    @Test func choicesAreTheDefaultsUntilTheyAreMade() {
        var choices = PolicyChoices()
        #expect(choices.names.count == Slots.all.count)
        for slot in Slots.all { #expect(choices[slot] == slot.defaultPolicy) }
        choices[.ranking] = PolicyChoice("shuffled")
        #expect(choices[.ranking].name == "shuffled" && choices[named: "ranking"]?.name == "shuffled")
        #expect(choices != PolicyChoices())
        choices[.ranking] = RankingSlot().defaultPolicy
        #expect(choices == PolicyChoices())
    }

    /// A layer's choices leave the other slots as they are.
    @Test func onlyWhatOthersChoseTakesTheirPlace() {
        var choices = PolicyChoices()
        choices[.request] = PolicyChoice("uniform")
        choices[.ranking] = PolicyChoice("popularity")
        var others = PolicyChoices(slots: [])
        #expect(others.slots.isEmpty && others[named: "ranking"] == nil)
        others[.ranking] = RankingSlot().defaultPolicy
        choices.merge(others)
        #expect(choices[.ranking] == RankingSlot().defaultPolicy)
        #expect(choices[.request].name == "uniform")
        #expect(choices.slots == PolicyChoices().slots)
    }
}

private final class Shuffled: RankingPolicy {
    static let name = "shuffled"
    static let summary = "Any order."
    let signals: SignalSet = []
    private let seed: UInt64

    init(parameters: ParameterValues, seed: UInt64) { self.seed = seed }

    func number(_ listing: UInt32) -> Double { StableHash.fraction(seed, UInt64(listing)) }

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let listings = batch.listings
        for candidate in 0..<batch.count { answers.scores[candidate] = Float(number(listings[candidate])) }
    }
}

private struct GreetingSlot: Slot {
    typealias Filling = any GreetingPolicy
    var name: String { "greeting" }
    var summary: String { "Greets." }
    var calls: [SlotCall] { [] }
    var defaultPolicy: PolicyChoice { PolicyChoice("polite") }
    var seeds: SeedUse { .nullSplits }
}

/// Of another name, but with the seeds of `GreetingSlot`.
private struct RivalSlot: Slot {
    typealias Filling = any GreetingPolicy
    var name: String { "rival" }
    var summary: String { "Greets, too." }
    var calls: [SlotCall] { [] }
    var defaultPolicy: PolicyChoice { PolicyChoice("polite") }
    var seeds: SeedUse { .nullSplits }
}

private protocol GreetingPolicy: Policy where Home == GreetingSlot {
    func greet() -> String
}

private final class Polite: GreetingPolicy {
    static let name = "polite"
    static let summary = "Says good day."
    init(parameters: ParameterValues, seed: UInt64) {}
    func greet() -> String { "Good day" }
}

import Foundation
import MarketLabTesting
import PolicyKit
import Randomness
import Testing

@Suite struct SeedUseTests {
    @Test func noTwoUsesShareASeed() {
        let uses = SeedUse.all.sorted { $0.numbers.lowerBound < $1.numbers.lowerBound }
        for (use, next) in zip(uses, uses.dropFirst()) {
            #expect(use.numbers.upperBound <= next.numbers.lowerBound, "\(use.name) and \(next.name)")
        }
        #expect(Set(uses.map(\.name)).count == uses.count)
        #expect(uses.allSatisfy { !$0.numbers.isEmpty })
    }

    @Test func everyUseThatIsDeclaredIsInTheList() throws {
        let sources = Checkout.file("Sources/PolicyKit")
        let declared = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter {
            $0.hasSuffix(".swift")
        }.flatMap { path in
            try Checkout.text("Sources/PolicyKit/" + path).matches(of: /= SeedUse\("([^"]+)"/).map { String($0.1) }
        }
        #expect(declared.sorted() == SeedUse.all.map(\.name).sorted())
    }

    /// Whoever derives a key past the list could take another's: besides the list, only a plan does, for its replications.
    @Test func nothingElseDerivesKeys() throws {
        let sources = Checkout.file("Sources")
        let deriving = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter {
            try $0.hasSuffix(".swift") && Checkout.text("Sources/" + $0).contains(/[^`]\bderived\(/)
        }
        #expect(
            deriving.sorted() == [
                "Experiments/Plan/Plan.swift", "PolicyKit/SeedUse.swift", "Randomness/RandomKey.swift",
            ])
    }

    /// A slot cannot bring a use that the list does not have, nor take another slot's.
    @Test func everySlotHasAUseOfItsOwnInTheList() {
        let seeds = Slots.all.map(\.seeds)
        #expect(Set(seeds).count == Slots.all.count)
        #expect(seeds.allSatisfy(SeedUse.all.contains))
        #expect(!seeds.contains(.nullSplits))
    }

    /// They are part of every seed's meaning.
    @Test(arguments: [
        (SeedUse.retrieval, 0, 1), (.ranking, 0, 2), (.request, 0, 3), (.bidding, 0, 10), (.bidding, 99_999, 100_009),
        (.nullSplits, 0, 1 << 32), (.nullSplits, 7, (1 << 32) + 7),
    ])
    func theNumbersStayWhatTheyAre(use: SeedUse, index: Int, child: UInt64) {
        let key = RandomKey(seed: 2_026)
        #expect(key.seed(for: use, index) == key.derived(child).seed)
    }

    @Test func aSeedThatAUseDoesNotHaveTraps() async {
        await #expect(processExitsWith: .failure) { _ = RandomKey(seed: 1).seed(for: .ranking, 1) }
        await #expect(processExitsWith: .failure) { _ = RandomKey(seed: 1).seed(for: .bidding, -1) }
    }
}

import Marketplace
import Randomness
import Testing

struct SeenSetTests {
    /// Against a set of the standard library, page after page in one table, with sizes that grow and shrink.
    @Test func whatWasSeenIsRememberedAndNothingElse() {
        var seen = SeenSet()
        var faults = 0
        for (page, count) in [0, 1, 63, 64, 1_000, 5, 4_000, 20].enumerated() {
            seen.reset(for: count)
            let ids = (0..<count).map { UInt32(StableHash.mix(UInt64(page), UInt64($0)) % 6_000) }
            for id in ids {
                seen.insert(id)
                seen.insert(id)
            }
            let model = Set(ids)
            for id in 0..<6_000 as Range<UInt32> where seen.contains(id) != model.contains(id) { faults += 1 }
        }
        #expect(faults == 0)
    }

    /// Listings whose numbers fall on one place of the table are still told apart.
    @Test func collidingNumbersAreToldApart() {
        var seen = SeenSet()
        seen.reset(for: 16)
        let numbers = (0..<16).map { UInt32($0) << 26 }
        for number in numbers { seen.insert(number) }
        let found = numbers.count { seen.contains($0) }
        let strangers = numbers.count { seen.contains($0 + 1) }
        #expect(found == 16)
        #expect(strangers == 0)
    }
}

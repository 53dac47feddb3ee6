import MarketLabTesting
import Randomness
import Testing

private let click = Purpose(rawValue: 1)
private let purchase = Purpose(rawValue: 2)

struct RandomKeyTests {
    @Test func theSameQuestionHasTheSameAnswerInAnyOrder() {
        let key = RandomKey(seed: 7)
        let first = key.block(click, 1, 2, 3)
        _ = key.block(purchase, 9, 9, 9)
        #expect(RandomKey(seed: 7).block(click, 1, 2, 3) == first)
        #expect(RandomKey(seed: key.seed) == key)
    }

    @Test func theLayoutOfTheCounterIsFrozen() {
        let words = Philox.block(
            counter: SIMD4(11, 22, 33, 5 << 16), key: SIMD2(0x89AB_CDEF, 0x0123_4567))
        #expect(RandomKey(seed: 0x0123_4567_89AB_CDEF).block(Purpose(rawValue: 5), 11, 22, 33) == Block(words))
    }

    @Test func everyPartOfAQuestionMatters() {
        let key = RandomKey(seed: 7)
        var blocks: Set<Block> = []
        for bit in 0..<32 {
            blocks.insert(key.block(click, 1 << UInt32(bit), 0, 0))
            blocks.insert(key.block(click, 0, 1 << UInt32(bit), 0))
            blocks.insert(key.block(click, 0, 0, 1 << UInt32(bit)))
        }
        for bit in 0..<16 { blocks.insert(key.block(Purpose(rawValue: 1 << UInt16(bit)), 0, 0, 0)) }
        for bit in 0..<64 {
            blocks.insert(RandomKey(seed: 7 ^ 1 << UInt64(bit)).block(click, 0, 0, 0))
            blocks.insert(key.derived(1 << UInt64(bit)).block(click, 0, 0, 0))
        }
        #expect(blocks.count == 96 + 16 + 128)
    }

    /// Neighbours in each part of the address, and two words of one block, must look unrelated: 8 checks a seed.
    @Test(arguments: TestSeeds.all)
    func neighbouringQuestionsHaveIndependentAnswers(seed: UInt64) {
        let key = RandomKey(seed: seed)
        let count: UInt32 = 20_000
        let base = (0..<count).map { key.block(click, $0, 1, 1).uniform(0) }
        let others: [String: [Double]] = [
            "who": (0..<count).map { key.block(click, $0 + 1, 1, 1).uniform(0) },
            "what": (0..<count).map { key.block(click, $0, 2, 1).uniform(0) },
            "when": (0..<count).map { key.block(click, $0, 1, 2).uniform(0) },
            "purpose": (0..<count).map { key.block(purchase, $0, 1, 1).uniform(0) },
            "word": (0..<count).map { key.block(click, $0, 1, 1).uniform(1) },
            "seed": (0..<count).map { RandomKey(seed: seed + 1).block(click, $0, 1, 1).uniform(0) },
            "child": (0..<count).map { key.derived(0).block(click, $0, 1, 1).uniform(0) },
            "children": (0..<count).map { key.derived(UInt64($0)).block(click, 0, 1, 1).uniform(0) },
        ]
        for (part, other) in others {
            #expect(GoodnessOfFit.noCorrelation(base, other) > GoodnessOfFit.falseAlarm, "\(part)")
            #expect(GoodnessOfFit.kolmogorov(other) { $0 } > GoodnessOfFit.falseAlarm, "\(part)")
        }
    }

    @Test func aStreamStartsWithTheBlockOfItsAddress() {
        let key = RandomKey(seed: 3)
        var stream = key.stream(click, 4, 5, 6)
        let block = key.block(click, 4, 5, 6)
        #expect(stream.next() == block.bits64(0))
        #expect(stream.next() == block.bits64(1))
    }

    /// 2^17 numbers use up the block index; beyond that a stream must neither repeat itself nor enter the next
    /// purpose, whose addresses follow directly.
    @Test func aLongStreamMeetsNoOtherAddress() {
        let key = RandomKey(seed: 3)
        var stream = key.stream(click, 4, 5, 6)
        var seen: Set<UInt64> = []
        for _ in 0..<300_000 { seen.insert(stream.next()) }
        // Among 300,000 true random numbers of 64 bits one repeats with probability 2e-9.
        #expect(seen.count == 300_000)
        let neighbours: [(Purpose, UInt32)] = [(purchase, 4), (click, 3), (click, 5), (Purpose(rawValue: 0), 4)]
        for (purpose, who) in neighbours {
            var other = key.stream(purpose, who, 5, 6)
            let repeated = (0..<200_000).count { _ in seen.contains(other.next()) }
            #expect(repeated == 0)
        }
    }

    @Test func theKeptPurposeIsRefused() async {
        await #expect(processExitsWith: .failure) { _ = Purpose(rawValue: .max) }
    }
}

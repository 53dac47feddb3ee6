import MarketLabTesting
import Randomness
import Testing

struct StableHashTests {
    /// Assignments of past experiments hang on these values: they must never change. They were computed apart, in Python.
    @Test func valuesAreFrozen() {
        #expect(StableHash.mix(0, 0) == 0x4821_8226_FF3C_D4BF)
        #expect(StableHash.mix(1, 2) == 0x081A_5C13_7785_6B73)
        #expect(StableHash.hash("", seed: 0) == 0x4821_8226_FF3C_D4BF)
        #expect(StableHash.hash("user-42", seed: 7) == 0x1C88_BFD2_5CED_41FE)
        #expect(StableHash.hash("a user with a long name", seed: 7) == 0x0AFB_100F_A8B6_93CB)
        #expect(StableHash.fraction(1, 2) == Double(StableHash.mix(1, 2) >> 11) * 0x1p-53)
    }

    @Test func lengthCountsAndOrderCounts() {
        #expect(StableHash.hash("a", seed: 0) != StableHash.hash("a\0", seed: 0))
        #expect(StableHash.hash("12345678", seed: 0) != StableHash.hash("123456781", seed: 0))
        #expect(StableHash.mix(1, 2) != StableHash.mix(2, 1))
    }

    @Test(arguments: TestSeeds.all)
    func consecutiveUsersFallUniformly(seed: UInt64) {
        let numbers = (0..<50_000).map { StableHash.fraction(seed, UInt64($0)) }
        let names = (0..<50_000).map { StableHash.fraction("user-\($0)", seed: seed) }
        let salts = (0..<50_000).map { StableHash.fraction(UInt64($0), seed) }
        for fractions in [numbers, names, salts] {
            #expect(GoodnessOfFit.kolmogorov(fractions) { $0 } > GoodnessOfFit.falseAlarm)
            let next = Array(fractions.dropFirst()) + [fractions[0]]
            #expect(GoodnessOfFit.noCorrelation(fractions, next) > GoodnessOfFit.falseAlarm)
        }
    }

    /// Two experiments with different salts split the same users independently: a 10 x 10 table of deciles.
    @Test(arguments: TestSeeds.all)
    func differentSaltsSplitIndependently(seed: UInt64) {
        var counts = [Int](repeating: 0, count: 100)
        for user in 0..<100_000 as Range<UInt64> {
            let row = Int(StableHash.fraction(2 * seed, user) * 10)
            let column = Int(StableHash.fraction(2 * seed + 1, user) * 10)
            counts[10 * row + column] += 1
        }
        let p = GoodnessOfFit.chiSquare(counts, [Double](repeating: 0.01, count: 100))
        #expect(p > GoodnessOfFit.falseAlarm)
    }

    /// A changed input bit changes each output bit in half of the cases.
    @Test func everyInputBitReachesEveryOutputBit() {
        for bit in 0..<64 as Range<UInt64> {
            var flips = [Int](repeating: 0, count: 64)
            let trials = 4_096
            for trial in 0..<UInt64(trials) {
                let change =
                    bit % 2 == 0
                    ? StableHash.mix(trial, 5) ^ StableHash.mix(trial ^ 1 << bit, 5)
                    : StableHash.mix(5, trial) ^ StableHash.mix(5, trial ^ 1 << bit)
                for output in 0..<64 { flips[output] += Int(change >> UInt64(output) & 1) }
            }
            // 32 is the deviation of each count; 4,096 counts exceed 7 of them with probability 1e-8.
            #expect(flips.allSatisfy { abs($0 - trials / 2) < 7 * 32 })
        }
    }
}

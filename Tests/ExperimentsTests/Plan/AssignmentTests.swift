import Experiments
import MarketLabTesting
import Randomness
import Statistics
import Testing

struct AssignmentTests {
    private static func arms(_ share: Double, salt: String = "marketlab", seed: UInt64 = 1, users: UInt32) -> [UInt8] {
        var split = UserSplit()
        split.treatmentShare = share
        split.salt = salt
        let assignment = HashSplit.split(split, seed: seed)
        return (0..<users).map { assignment.arm(of: $0) }
    }

    /// 1e-5 a check.
    @Test(arguments: TestSeeds.two, [0.5, 0.1, 0.93])
    func theTreatmentGetsItsShareOfUsers(seed: UInt64, share: Double) throws {
        let treated = AssignmentTests.arms(share, seed: seed, users: 100_000).count { $0 == 1 }
        let p = try Binomial(trials: 100_000, probability: share).twoSidedPValue(treated)
        #expect(p > 1e-5)
    }

    @Test func nobodyOrEverybodyIsTreatedAtTheEnds() {
        #expect(AssignmentTests.arms(0, users: 5_000).allSatisfy { $0 == 0 })
        #expect(AssignmentTests.arms(1, users: 5_000).allSatisfy { $0 == 1 })
        let everybody = [UInt8(0), 1].map { arm in (0..<100).map { HashSplit.everybody(in: arm).arm(of: $0) } }
        #expect(everybody[0].allSatisfy { $0 == 0 })
        #expect(everybody[1].allSatisfy { $0 == 1 })
    }

    /// A pure function: whoever asks, in whatever order and however often, gets the same answer.
    @Test func theSameUserIsAlwaysInTheSameArm() {
        let first = AssignmentTests.arms(0.5, users: 1_000)
        #expect(AssignmentTests.arms(0.5, users: 2_000).prefix(1_000) == first[...])
        let assignment = HashSplit.split(UserSplit(), seed: 1)
        let backwards = (0..<1_000 as Range<UInt32>).reversed().map { assignment.arm(of: $0) }
        #expect(Array(backwards.reversed()) == first)
    }

    /// A greater share treats the same users and more, so that a ramp-up moves nobody back.
    @Test func aRampUpMovesNobodyBack() {
        let few = AssignmentTests.arms(0.1, users: 20_000)
        let many = AssignmentTests.arms(0.4, users: 20_000)
        #expect(zip(few, many).allSatisfy { $0 <= $1 })
    }

    /// 1e-5 a check: two salts, or two replications of one salt, split the same users independently.
    @Test(arguments: TestSeeds.two)
    func saltsAndReplicationsSplitIndependently(seed: UInt64) {
        let users: UInt32 = 100_000
        let base = AssignmentTests.arms(0.5, seed: seed, users: users)
        let others = [
            AssignmentTests.arms(0.5, salt: "another", seed: seed, users: users),
            AssignmentTests.arms(0.5, salt: "marketlab2", seed: seed, users: users),
            AssignmentTests.arms(0.5, seed: seed + 1, users: users),
        ]
        for other in others {
            var cells = [Double](repeating: 0, count: 4)
            for (a, b) in zip(base, other) { cells[Int(2 * a + b)] += 1 }
            let expected = Double(users) / 4
            let statistic = cells.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
            #expect(ChiSquared(degreesOfFreedom: 3).upperTail(statistic) > 1e-5)
        }
    }

    /// 1e-5 a check: neighbours, and users that differ in one high bit, fall apart as strangers do.
    @Test(arguments: [1, 2, 16, 1 << 16] as [UInt32])
    func usersWithRelatedNumbersAreSplitIndependently(apart: UInt32) throws {
        let assignment = HashSplit.split(UserSplit(), seed: 4)
        let same = (0..<60_000 as Range<UInt32>).count { assignment.arm(of: $0) == assignment.arm(of: $0 ^ apart) }
        // Each pair is met twice where the partner is within the range: a variance of twice the binomial's bounds it.
        let z = abs(Double(same) - 30_000) / (2 * 60_000 * 0.25).squareRoot()
        #expect(2 * StandardNormal.upperTail(z) > 1e-5)
    }
}

import Statistics
import Testing

/// How likely each arm is to be the best one, and how often top-two sampling plays it.
@Suite struct BestArmTests {
    /// Beside SciPy 1.17: `integrate.quad` of the density of one arm times the distributions of the others.
    @Test(
        arguments: [
            ([1, 1.1, 0.9], [0.05, 0.04, 0.2], [0.04789689195655845, 0.7909896404009723, 0.1611134676424692]),
            (
                [0, 0.1, 0.2, 0.3], [0.1, 0.1, 0.1, 0.1],
                [0.005965351601769211, 0.04644874849629431, 0.2222840520388233, 0.7253018478631131]
            ),
            ([0, 1, -0.5], [1, 0.02, 0.3], [0.15870363446674568, 0.8412961067074248, 2.5882582940769115e-07]),
        ] as [([Double], [Double], [Double])])
    func chancesAreThoseOfTheIntegral(means: [Double], errors: [Double], expected: [Double]) throws {
        let chances = try BestArm.chances(means: means, standardErrors: errors)
        for (own, other) in zip(chances, expected) { #expect(abs(own - other) < 1e-9) }
    }

    /// The rule for more than two arms, with a third that cannot be best, against the closed form of two.
    @Test(arguments: [-3.0, -0.4, 0, 0.01, 1, 5]) func twoArmsAreInClosedForm(lead: Double) throws {
        let two = try BestArm.chances(means: [lead, 0], standardErrors: [0.6, 0.8])
        let three = try BestArm.chances(means: [lead, 0, -100], standardErrors: [0.6, 0.8, 0.7])
        #expect(abs(two[0] - StandardNormal.lowerTail(lead)) < 1e-12)
        for arm in 0..<2 { #expect(abs(two[arm] - three[arm]) < 1e-9) }
    }

    @Test(arguments: 2...6) func equalArmsAreEquallyLikely(count: Int) throws {
        let chances = try BestArm.chances(
            means: Array(repeating: 3, count: count), standardErrors: Array(repeating: 0.2, count: count))
        for chance in chances { #expect(abs(chance - 1 / Double(count)) < 1e-12) }
        for share in BestArm.topTwo(chances) { #expect(abs(share - 1 / Double(count)) < 1e-12) }
    }

    @Test func anArmWithoutAnErrorIsNotJudged() {
        #expect(throws: StatisticsError.noVariance) {
            try BestArm.chances(means: [1, 2], standardErrors: [0.1, 0])
        }
        #expect(throws: StatisticsError.tooFewValues(1, minimum: 2)) {
            try BestArm.chances(means: [1], standardErrors: [0.1])
        }
    }

    /// By counting draws as Russo (2016) has them: the first draw's best, or the first one of later draws that is another.
    @Test func topTwoPlaysTheBestOfTheOthersHalfOfTheTime() {
        let best = [0.7, 0.2, 0.1]
        let played = BestArm.topTwo(best)
        // Half of the time the best; else arm 0 after 1 or 2 was drawn first, and so on.
        #expect(abs(played[0] - (0.35 + 0.5 * (0.2 * 0.7 / 0.8 + 0.1 * 0.7 / 0.9))) < 1e-15)
        #expect(abs(played[1] - (0.1 + 0.5 * (0.7 * 0.2 / 0.3 + 0.1 * 0.2 / 0.9))) < 1e-15)
        #expect(abs(played.reduce(0, +) - 1) < 1e-15)
        let sure = BestArm.topTwo([1, 0, 0])
        #expect(sure == [0.5, 0.25, 0.25])
        let almost = BestArm.topTwo([1 - 3e-17, 2e-17, 1e-17])
        #expect(abs(almost[1] - 1.0 / 3) < 1e-12 && abs(almost[2] - 0.5 / 3) < 1e-12)
    }
}

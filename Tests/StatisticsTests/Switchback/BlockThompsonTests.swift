import Statistics
import Testing

@Suite struct BlockThompsonTests {
    /// All ways to treat two of four blocks, the given one first.
    private static func all(_ own: [Bool]) -> [[Bool]] {
        let others = (0..<16).map { mask in (0..<4).map { mask & (1 << $0) != 0 } }.filter { other in
            other.count { $0 } == 2 && other != own
        }
        return [own] + others
    }

    @Test func withoutCarryoverItIsTheDifferenceOfMeans() throws {
        let own = [true, false, false, true]
        let sample = try BlockThompson(outcomes: [5, 1, 2, 7], assignments: Self.all(own), carryover: 0)
        #expect(abs(sample.treatment - 6) < 1e-12 && abs(sample.control - 1.5) < 1e-12)
        // No other way to treat two of four is as far from nothing but its opposite.
        #expect(abs(try sample.estimate(level: 0.5).pValue - 2.0 / 6) < 1e-12)
    }

    /// Over all assignments the estimate is right in the mean, whatever the blocks do, if the treatment acts no further on.
    @Test(arguments: [0, 1, 2])
    func theMeanOverAllAssignmentsIsTheEffect(carryover: Int) throws {
        let blocks = 10
        let own = (0..<blocks).map { 3.0 + Double(($0 * 7) % 5) }
        let assignments = (0..<(1 << blocks)).map { mask in (0..<blocks).map { mask & (1 << $0) != 0 } }.filter {
            $0.count { $0 } == 5
        }
        var sum = 0.0
        for treated in assignments {
            let outcomes = (0..<blocks).map { block in
                own[block] + (0...carryover).reduce(0) { $0 + (block >= $1 && treated[block - $1] ? 1.5 : 0) }
            }
            let mean = outcomes.reduce(0, +) / Double(blocks)
            let sample = try? BlockThompson(outcomes: outcomes, assignments: [treated], carryover: carryover)
            sum += sample.map { $0.treatment - $0.control } ?? Self.oneArm(outcomes, treated, carryover, mean)
        }
        let effect = 1.5 * Double(carryover + 1)
        // Exact without centring; the mean over blocks takes a little of the effect along (2 % of it here at most), and half of
        // the noise.
        #expect(abs(sum / Double(assignments.count) - effect) < (carryover == 0 ? 1e-9 : 0.025 * effect))
    }

    /// Where only one arm has blocks that count.
    private static func oneArm(_ outcomes: [Double], _ treated: [Bool], _ carryover: Int, _ mean: Double) -> Double {
        let window = carryover + 1
        let chance = (0..<window).reduce(1.0) { $0 * Double(5 - $1) / Double(10 - $1) }
        return (carryover..<10).reduce(0) { sum, block in
            let acting = treated[(block - carryover)...block].count { $0 }
            let sign: Double = acting == window ? 1 : acting == 0 ? -1 : 0
            return sum + sign * (outcomes[block] - mean) / chance / Double(10 - carryover)
        }
    }

    @Test func tooFewBlocksAreAnErrorOrRejectNothing() throws {
        let own = [true, false, false, true]
        #expect(throws: StatisticsError.self) {
            try BlockThompson(outcomes: [5, 1, 2, 7], assignments: [own], carryover: 2)
        }
        let few = try BlockThompson(outcomes: [5, 1, 2, 7], assignments: Self.all(own), carryover: 0)
        let estimate = try few.estimate(level: 0.95)
        #expect(estimate.interval.lower == -.infinity && estimate.interval.upper == .infinity)
        #expect(estimate.pValue > 0.05)
    }
}

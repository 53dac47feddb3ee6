import Foundation
import Statistics
import Testing

@Suite struct EstimateTests {
    @Test(arguments: Alternative.allCases)
    func anEstimateWithOpenEndsSurvivesJSON(alternative: Alternative) throws {
        let estimate = try Estimate(testing: 1.5, standardError: 0.5, alternative: alternative)
        let again = try JSONDecoder().decode(Estimate.self, from: JSONEncoder().encode(estimate))
        #expect(again == estimate)
        #expect(again.degreesOfFreedom == .infinity)
    }

    @Test func theOpenEndIsTheOneThatTheAlternativeLeavesOpen() throws {
        let greater = try Estimate(testing: 1, standardError: 1, degreesOfFreedom: 9, alternative: .greater)
        #expect(greater.interval.upper == .infinity)
        let less = try Estimate(testing: 1, standardError: 1, degreesOfFreedom: 9, alternative: .less)
        #expect(less.interval.lower == -.infinity)
        #expect(close(greater.pValue + less.pValue, 1))
    }

    /// The interval leaves out the null exactly when p is below alpha.
    @Test func testAndIntervalAgree() throws {
        for effect in stride(from: -4.0, through: 4, by: 0.37) {
            for alternative in Alternative.allCases {
                let estimate = try Estimate(
                    testing: effect, standardError: 1, degreesOfFreedom: 7.3, alternative: alternative, nullEffect: 0.5)
                #expect(estimate.excludes(0.5) == (estimate.pValue < 0.05))
            }
        }
    }

    @Test func whatHasNoErrorIsRefused() {
        #expect(throws: StatisticsError.noVariance) { try Estimate(testing: 1, standardError: 0) }
        #expect(throws: StatisticsError.noVariance) { try Estimate(testing: 1, standardError: .nan) }
        #expect(throws: StatisticsError.self) { try Estimate(testing: 1, standardError: 1, level: 1) }
    }

    @Test func anErrorIsOneSentence() {
        #expect(StatisticsError.tooFewUnits(in: .control).description == "the control arm has fewer than two units")
        #expect(StatisticsError.noVariance(in: .treatment).description == "the treatment arm has no variance")
        #expect(
            StatisticsError.zeroBaseline.description == "the control mean is zero, so there is no relative effect")
    }
}

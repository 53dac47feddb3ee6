import Statistics
import Testing

@Suite struct SampleRatioMismatchTests {
    @Test func anArmWithoutWeightCostsNoDegreeOfFreedom() throws {
        let test = try SampleRatioMismatch(observed: [500, 520, 0], weights: [1, 1, 0])
        #expect(test.degreesOfFreedom == 1)
        #expect(test.unitsInArmsOfNoWeight == 0)
    }

    @Test func unitsInAnArmWithoutWeightAreReported() throws {
        #expect(try SampleRatioMismatch(observed: [500, 520, 3], weights: [1, 1, 0]).unitsInArmsOfNoWeight == 3)
    }

    @Test func aGrossMismatchIsPrintedAsItself() throws {
        let pValue = try SampleRatioMismatch(observed: [100_000, 110_000], weights: [1, 1]).pValue
        #expect(pValue > 0 && pValue < 1e-100)
    }

    @Test func whatCannotBeTestedIsRefused() {
        #expect(throws: StatisticsError.self) { try SampleRatioMismatch(observed: [5, 5], weights: [1]) }
        #expect(throws: StatisticsError.self) { try SampleRatioMismatch(observed: [5, 5], weights: [1, 0]) }
        #expect(throws: StatisticsError.self) { try SampleRatioMismatch(observed: [5, -1], weights: [1, 1]) }
        #expect(throws: StatisticsError.self) { try SampleRatioMismatch(control: 5, treatment: 5, expectedRatio: 0) }
    }
}

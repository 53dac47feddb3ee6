import Statistics
import Testing

@Suite struct BlockJackknifeTests {
    private func without(_ blocks: [Double], _ value: ([Double]) -> Double) -> [Double] {
        blocks.indices.map { left in value(blocks.indices.filter { $0 != left }.map { blocks[$0] }) }
    }

    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    @Test func ofAMeanItIsTheMethodOfBatchMeans() throws {
        let blocks = [3.0, 5, 4, 8, 2, 6]
        let estimate = try BlockJackknife.estimate(mean(blocks), without: without(blocks, mean))
        let batches = try ReplicationInterval.mean(of: blocks)
        #expect(abs(estimate.standardError - (try #require(batches.standardError))) < 1e-14)
        let interval = try #require(batches.interval)
        #expect(abs(estimate.interval.lower - interval.lower) < 1e-13)
        #expect(abs(estimate.interval.upper - interval.upper) < 1e-13)
        #expect(estimate.degreesOfFreedom == 5)
    }

    /// Of the square of a mean m with the error e, it is 2 m e but for terms of the second order.
    @Test func ofACurvedFunctionItIsTheDeltaMethod() throws {
        let blocks = (0..<40).map { 100 + Double(($0 * 7) % 11) / 10 }
        let error = try #require(ReplicationInterval.mean(of: blocks).standardError)
        func square(_ values: [Double]) -> Double { mean(values) * mean(values) }
        let estimate = try BlockJackknife.estimate(square(blocks), without: without(blocks, square))
        #expect(abs(estimate.standardError / (2 * mean(blocks) * error) - 1) < 1e-3)
    }

    @Test func withoutASpreadOrWithOneBlockThereIsNoError() {
        #expect(throws: StatisticsError.noVariance) { try BlockJackknife.estimate(2, without: [2, 2, 2]) }
        #expect(throws: StatisticsError.noVariance) { try BlockJackknife.estimate(0, without: [0, 0]) }
        #expect(throws: StatisticsError.self) { try BlockJackknife.estimate(2, without: [2]) }
        #expect(throws: StatisticsError.self) { try BlockJackknife.estimate(0, without: [0, 1], level: 1) }
    }
}

import Foundation
import Statistics
import Testing

@Suite struct ZipfLawTests {
    @Test(arguments: [0, 0.5, 1, 2])
    func theExponentOfExactCountsComesBack(exponent: Double) throws {
        let counts = (1...12).map { Int((1e6 * pow(Double($0), -exponent)).rounded()) }
        let law = try ZipfLaw(counts: counts.reversed())
        #expect(abs(law.exponent - exponent) < 1e-4)
        #expect(law.error > 0 && law.error < 2e-3)
    }

    @Test func tooFewThingsOrOccurrencesHaveNoLaw() {
        #expect(throws: StatisticsError.self) { try ZipfLaw(counts: [100]) }
        #expect(throws: StatisticsError.self) { try ZipfLaw(counts: [10, 10]) }
    }
}

import Foundation
import Statistics
import Testing

/// Prints what a value costs; the one bound is loose enough for a busy machine and still below a hundred updates' worth.
@Suite struct MomentsSpeedTests {
    @Test func addingABlockCostsNanosecondsAValue() {
        let values = (0..<1_000_000).map { 1e6 + Double($0 % 1013) }
        var (blocks, stream) = (Moments(), Moments())
        var joint = CovarianceMoments(variables: 4)
        let clock = ContinuousClock()
        let block = clock.measure { for _ in 0..<10 { blocks.add(contentsOf: values.span) } }
        let single = clock.measure { for value in values { stream.add(value) } }
        let rows = values.span
        let four = clock.measure {
            for start in stride(from: 0, to: 1_000_000, by: 4) { joint.add(rows.extracting(start..<(start + 4))) }
        }
        func nanoseconds(_ duration: Duration, _ count: Double) -> Double { duration / .nanoseconds(1) / count }
        print(
            "moments: \(nanoseconds(block, 1e7)) ns a value in blocks, \(nanoseconds(single, 1e6)) one by one,",
            "\(nanoseconds(four, 1e6)) a value of four joint ones")
        #expect(nanoseconds(block, 1e7) < 100)
    }
}

import Policies
import Testing

@Suite struct LinearScoreTests {
    /// Of any number of columns and candidates, whether or not they come out in fours, and to the last bit: sums are taken in the order of the columns.
    @Test(arguments: [0, 1, 3, 4, 5, 8, 9], [1, 3, 4, 17])
    func everyCandidateGetsTheSumOfItsOwnColumnsInTheirOrder(features: Int, count: Int) {
        let start = 2
        var columns = (0..<(start + features) * count).map { Float(($0 * 7_919) % 2_003) / 700 - 1 }
        let weights = (0..<features).map { Float($0) * 0.37 - 0.9 }
        var scores = [Float](repeating: 9, count: count)
        do {
            let columns = columns.mutableSpan
            var scores = scores.mutableSpan
            LinearScore.write(columns, from: start, features: features, count: count, into: &scores) { weights[$0] }
        }
        for index in 0..<count {
            var expected: Float = 0
            for feature in 0..<features { expected += weights[feature] * columns[(start + feature) * count + index] }
            #expect(scores[index] == expected)
        }
    }
}

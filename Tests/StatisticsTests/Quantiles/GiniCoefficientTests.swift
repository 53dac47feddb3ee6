import Statistics
import Testing

struct GiniCoefficientTests {
    @Test func allAlikeIsZeroAndOneWithAllIsNearlyOne() {
        #expect(GiniCoefficient.of([5, 5, 5, 5]) == 0)
        #expect(GiniCoefficient.of([0, 0, 0, 8]) == 0.75)
        #expect(GiniCoefficient.of([]) == nil)
        #expect(GiniCoefficient.of([0, 0]) == nil)
    }

    /// Mean absolute difference over twice the mean: of 1, 2, 3, 4 it is 1.25 / 5, with each pair taken twice and itself once.
    @Test func itIsHalfTheRelativeMeanDifference() {
        #expect(GiniCoefficient.of([4, 1, 3, 2]) == 0.25)
    }
}

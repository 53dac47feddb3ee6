import Reports
import Testing

@Suite struct ScaleTests {
    @Test func ticksAreRoundNumbers() {
        #expect(Scale(0...1, to: (0, 100)).ticks(5) == [0, 0.2, 0.4, 0.6, 0.8, 1].map { ($0 * 5).rounded() * 0.2 })
        #expect(Scale(-0.03...0.17, to: (0, 1)).ticks(4) == [0, 0.05, 0.1, 0.15].map { ($0 * 20).rounded() * 0.05 })
    }

    @Test func theEndsAreDrawnAtTheEnds() {
        let scale = Scale(10...20, to: (100, 0))
        #expect(scale(10) == 100)
        #expect(scale(15) == 50)
        #expect(scale(20) == 0)
    }

    @Test(
        arguments: [
            [], [0], [5], [-5], [3, 3, 3], [1e-12, 2e-12], [1e12, 3e12], [-1, 1], [.nan, .infinity, 2],
            [0, .leastNonzeroMagnitude],
            [-1e308, 1e308], [1, 1 + 1e-15],
        ] as [[Double]])
    func aNiceScaleHoldsItsNumbersAndHasAFewTicks(numbers: [Double]) {
        let scale = Scale.nice(over: numbers, ticks: 4, to: (0, 100))
        for number in numbers where abs(number) < 1e300 { #expect(scale.domain.contains(number)) }
        #expect((1...12).contains(scale.ticks(4).count))
        for tick in scale.ticks(4) { #expect(scale(tick).isFinite) }
    }
}

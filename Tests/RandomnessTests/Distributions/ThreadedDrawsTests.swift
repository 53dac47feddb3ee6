import MarketLabTesting
import Randomness
import Testing

@Suite(.hangLimit) struct ThreadedDrawsTests {
    /// GSL knows nothing of threads; the draws must not either.
    @Test func drawsThroughGSLAreTheSameOnManyThreads() async {
        @Sendable func draws(_ who: UInt32) -> [Double] {
            var stream = RandomKey(seed: 5).stream(Purpose(rawValue: 9), who, 0, 0)
            return (0..<2_000).flatMap { _ in
                let gamma = stream.gamma(shape: 0.7, scale: 2)
                let beta = stream.beta(2, 3)
                let count = stream.poisson(mean: 30)
                return [gamma, beta, Double(count), stream.normal()] + stream.dirichlet([0.3, 0.4, 0.5])
            }
        }
        let alone = (0..<8).map { draws($0) }
        let together = await withTaskGroup(of: (UInt32, [Double]).self) { group in
            for who in 0..<8 as Range<UInt32> { group.addTask { (who, draws(who)) } }
            return await group.reduce(into: [UInt32: [Double]]()) { $0[$1.0] = $1.1 }
        }
        for who in 0..<8 { #expect(together[UInt32(who)] == alone[who]) }
        #expect(Set(alone.map { $0[0] }).count == 8)
    }
}

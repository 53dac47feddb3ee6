import Foundation
import MarketLabTesting
import Statistics
import Testing

/// Every interval estimator against a truth that the simulation knows: 93.5 to 96.5 % of 2,000 intervals at 95 % hold it.
///
/// An interval of exactly 95 % leaves that band with a probability of 0.2 %, so that seeds are fixed.
/// `MARKETLAB_SEEDS=100 swift test -c release --filter CoverageTests` draws with more of them, and asks it of their mean. Each
/// line of the table is printed.
@Suite(.tags(.long)) struct IntervalCoverageTests {
    @Test(arguments: CoverageCase.all)
    func anIntervalHoldsTheTruthAsOftenAsItsLevelSays(_ one: CoverageCase) throws {
        let seeds = try TestSeeds.all.map { try one.shares(seed: one.seed &+ $0 << 40) }
        for (estimator, name) in one.names.enumerated() {
            let mean = seeds.reduce(0) { $0 + $1[estimator] } / Double(seeds.count)
            print(String(format: "coverage %5.2f %%  ", 100 * mean) + name)
            #expect(one.band.contains(mean), "\(name) over \(seeds.count) seeds")
        }
    }

    /// Whatever may be looked at all the time errs in less than 5 % of all paths, each with 1,000 looks (fewer where said).
    @Test(arguments: AnytimeCase.all)
    func aSequenceHoldsTheTruthAtAllLooksTogether(_ one: AnytimeCase) throws {
        let shares = try TestSeeds.all.map { try one.errors(seed: one.seed &+ $0 << 40) }
        let mean = shares.reduce(0, +) / Double(shares.count)
        print(String(format: "ever wrong %5.2f %%  ", 100 * mean) + one.name)
        #expect(mean < 0.05, "\(one.name) over \(shares.count) seeds")
    }

    @Test func noTwoEstimatorsShareAName() {
        let names = CoverageCase.all.flatMap(\.names) + AnytimeCase.all.map(\.name)
        #expect(Set(names).count == names.count)
    }
}

import Foundation
import MarketLabTesting
import Statistics
import Testing

@Suite struct ReplicationIntervalTests {
    @Test func oneReplicationHasAnEstimateAndAReasonForNoInterval() throws {
        let one = try ReplicationInterval.mean(of: [4.2])
        #expect(one.estimate == 4.2)
        #expect(one.interval == nil)
        #expect(one.noInterval == .oneReplication)
        #expect(one.noInterval?.description == "one replication gives no interval: run at least two")
    }

    @Test func twinsThatNeverDifferHaveAnIntervalOfNoWidth() throws {
        let none = try ReplicationInterval.mean(of: [0, 0, 0])
        #expect(none.interval == Interval(lower: 0, upper: 0, level: 0.95))
    }

    /// t_(0.975, 4) = 2.776445 by tables.
    @Test func theIntervalIsStudentsOverReplications() throws {
        let interval = try ReplicationInterval.mean(of: [1, 2, 3, 4, 5])
        let margin = 2.776445105 * (2.5 / 5).squareRoot()
        #expect(close(try #require(interval.interval).upper, 3 + margin, relative: 1e-8))
        #expect(interval.replications == 5)
    }

    @Test func aRelativeDifferenceOfProportionalTwinsHasNoError() throws {
        let control = [10.0, 12, 9, 11]
        let lift = try ReplicationInterval.relativeEffect(control.map { $0 * 0.05 }, over: control)
        #expect(close(lift.estimate, 0.05, relative: 1e-9))
        #expect(try #require(lift.standardError) < 1e-9)
        let interval = try #require(lift.interval)
        #expect(close(interval.lower, 0.05, relative: 1e-9) && close(interval.upper, 0.05, relative: 1e-9))
    }

    /// The definition itself: at either end the mean of effect less share times control is just told from 0.
    @Test func theEndsOfAShareAreThoseThatStudentsTJustTells() throws {
        let (effects, control) = ([3.0, -1, 2.5, 4, 0.5], [40.0, 36, 52, 47, 30])
        let interval = try #require(try ReplicationInterval.relativeEffect(effects, over: control).interval)
        for end in [interval.lower, interval.upper] {
            let left = Moments(of: zip(effects, control).map { $0 - end * $1 })
            let t = left.mean / (left.variance / 5).squareRoot()
            #expect(close(t.magnitude, 2.776445105, relative: 1e-8))
        }
    }

    /// A lift and a difference never contradict each other.
    @Test(arguments: 0..<200) func aShareIsToldFromZeroExactlyWhenTheEffectIs(seed: UInt64) throws {
        var draws = Draws(seed: 4_000 + seed)
        let count = 2 + Int(seed % 9)
        let control = (0..<count).map { _ in 10 + 2 * draws.normal() }
        let effects = control.map { 0.1 * $0 + 1.5 * draws.normal() }
        let effect = try #require(try ReplicationInterval.mean(of: effects).interval)
        guard let share = try? ReplicationInterval.relativeEffect(effects, over: control).interval else { return }
        #expect(effect.contains(0) == share.contains(0))
    }

    @Test func aBaseThatIsNegativeOrNotClearOfZeroHasNoShare() {
        for control in [[-10.0, -11, -10.5], [1.0, -2, 4], [0.0, 0, 0]] {
            #expect(throws: StatisticsError.zeroBaseline) {
                try ReplicationInterval.relativeEffect([1, 2, 1.5], over: control)
            }
        }
    }

    @Test func emptyUnequalAndZeroAreRefused() {
        #expect(throws: StatisticsError.self) { try ReplicationInterval.mean(of: []) }
        #expect(throws: StatisticsError.self) { try ReplicationInterval.relativeEffect([1, 2], over: [1]) }
    }

    @Test func aReplicationIntervalSurvivesJSON() throws {
        for values in [[1.5], [1.5, 2.5, 2.25]] {
            let interval = try ReplicationInterval.mean(of: values)
            let again = try JSONDecoder().decode(ReplicationInterval.self, from: JSONEncoder().encode(interval))
            #expect(again == interval)
        }
    }

    /// Of a quantity that may be negative: a base of which 0 cannot be excluded is none, and neither is a negative one.
    @Test(arguments: [
        ([-10.0, -11, -10.5], false), ([0.3, -0.2, 0.1], false), ([10, 11, 10.5], true), ([-3], false), ([3], true),
    ])
    func aBaseMustBeAboveZero(control: [Double], isBase: Bool) throws {
        let lift = try? ReplicationInterval.relativeEffect(control.map { _ in 1 }, over: control)
        #expect((lift != nil) == isBase)
    }
}

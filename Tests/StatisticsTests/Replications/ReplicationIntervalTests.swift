import Foundation
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
        let lift = try ReplicationInterval.relativeDifference(treated: control.map { $0 * 1.05 }, control: control)
        #expect(close(lift.estimate, 0.05, relative: 1e-9))
        #expect(try #require(lift.standardError) < 1e-9)
    }

    @Test func onANegativeBaselineTheSignIsTheDirectionOfTheChange() throws {
        let lift = try ReplicationInterval.relativeDifference(treated: [-8, -9.5, -8.6], control: [-10, -11, -10.5])
        #expect(lift.estimate > 0)
        let interval = try #require(lift.interval)
        #expect(interval.lower < lift.estimate && lift.estimate < interval.upper)
    }

    @Test func emptyUnequalAndZeroAreRefused() {
        #expect(throws: StatisticsError.self) { try ReplicationInterval.mean(of: []) }
        #expect(throws: StatisticsError.self) { try ReplicationInterval.ratioOfMeans([1, 2], over: [1]) }
        #expect(throws: StatisticsError.zeroBaseline) { try ReplicationInterval.ratioOfMeans([1, 2], over: [1, -1]) }
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
    func aSignedBaseMustBeAboveZero(control: [Double], isBase: Bool) throws {
        let treated = control.map { $0 + 1 }
        let lift = try? ReplicationInterval.relativeDifference(treated: treated, control: control, isSigned: true)
        #expect((lift != nil) == isBase)
    }
}

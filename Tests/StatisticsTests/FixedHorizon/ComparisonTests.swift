import Foundation
import Statistics
import Testing

@Suite struct ComparisonTests {
    private let control = MeanSample(Moments(n: 400, mean: 10, variance: 9))
    private let treatment = MeanSample(Moments(n: 500, mean: 11, variance: 16))

    /// The score is one of proportions.
    private let definitions = RelativeLift.Definition.allCases.filter { $0 != .score }

    @Test func definitionsOfALiftGiveIntervalsOfTheirOwnAndSayTheirNames() throws {
        let lifts = try definitions.map {
            try RelativeLift(control: control, treatment: treatment, definition: $0)
        }
        #expect(
            Set(lifts.map(\.definition.rawValue)) == ["Fieller", "delta method", "log ratio", "absolute over control"])
        #expect(Set(lifts.map(\.estimate.interval)).count == 4)
        for lift in lifts { #expect(close(lift.estimate.estimate, 0.1)) }
    }

    @Test func onANegativeBaselineTheSignOfALiftIsTheDirectionOfTheChange() throws {
        let losing = MeanSample(Moments(n: 400, mean: -10, variance: 9))
        let less = MeanSample(Moments(n: 400, mean: -8, variance: 9))
        for definition in [RelativeLift.Definition.fieller, .deltaMethod, .absoluteOverControl] {
            let lift = try RelativeLift(control: losing, treatment: less, definition: definition).estimate
            #expect(close(lift.estimate, 0.2))
            #expect(lift.interval.lower < 0.2 && 0.2 < lift.interval.upper)
        }
        #expect(throws: StatisticsError.notPositive) {
            try RelativeLift(control: losing, treatment: less, definition: .logRatio)
        }
    }

    @Test func aZeroBaselineHasNoLift() {
        let nothing = MeanSample(Moments(n: 400, mean: 0, variance: 9))
        for definition in definitions {
            #expect(throws: StatisticsError.zeroBaseline) {
                try RelativeLift(control: nothing, treatment: treatment, definition: definition)
            }
        }
    }

    @Test func anArmWithoutVarianceIsRefusedUnlessAllowed() throws {
        let constant = MeanSample(Moments(of: [3, 3, 3, 3]))
        let varied = MeanSample(Moments(of: [3.1, 2.9, 3.4, 3.0]))
        #expect(throws: StatisticsError.noVariance(in: .control)) {
            try Welch.difference(control: constant, treatment: varied)
        }
        let allowed = ComparisonSettings(allowsConstantArm: true)
        #expect(try Welch.difference(control: constant, treatment: varied, settings: allowed).degreesOfFreedom == 3)
        #expect(throws: StatisticsError.noVariance) {
            try Welch.difference(control: constant, treatment: constant, settings: allowed)
        }
    }

    @Test func armsOfOneUnitAreRefused() {
        let one = MeanSample(Moments(of: [3]))
        #expect(throws: StatisticsError.tooFewUnits(in: .treatment)) {
            try Welch.difference(control: control, treatment: one)
        }
    }

    @Test func aNullEffectIsTestedInTheUnitOfTheEffect() throws {
        let absolute = try Welch.difference(
            control: control, treatment: treatment, settings: .init(nullEffect: 1))
        #expect(absolute.statistic == 0)
        #expect(close(absolute.pValue, 1))
        let relative = try RelativeLift(
            control: control, treatment: treatment, definition: .logRatio, settings: .init(nullEffect: 0.1)
        ).estimate
        #expect(relative.pValue > 0.999999)
    }

    @Test func variancesFarApartDoNotUnderflowTheDegreesOfFreedom() throws {
        let small = MeanSample(Moments(n: 50, mean: 1e-150, variance: 1e-300))
        let estimate = try Welch.difference(
            control: small, treatment: MeanSample(Moments(n: 50, mean: 0, variance: 1e-290)))
        #expect(estimate.degreesOfFreedom > 48 && estimate.degreesOfFreedom <= 98.0001)
    }
}

/// Units and outcomes summed by arm, and what targeting them gains.
struct UpliftTally {
    /// What a unit with an outcome of 0 or 1 is to an uplift curve.
    enum Class {
        case controlFailure, controlSuccess, treatedFailure, treatedSuccess
    }

    private var treated = Arm()
    private var control = Arm()

    private struct Arm {
        var units = 0.0
        var sum = 0.0
    }

    init() {}

    /// - Parameter times: how often a unit occurs, by its place in the sample.
    init(_ sample: UpliftSample, times: (Int) -> Int) {
        for index in 0..<sample.count {
            add(sample.outcomes[index], treated: sample.treated[index], times: times(index))
        }
    }

    /// How many units.
    var units: Double { treated.units + control.units }
    /// How many of them are treated.
    var treatedUnits: Double { treated.units }
    /// Whether there are units of both arms.
    var hasBothArms: Bool { treated.units > 0 && control.units > 0 }

    /// How many units are of the class, where outcomes are 0 or 1.
    func count(_ kind: Class) -> Double {
        switch kind {
        case .controlFailure: control.units - control.sum
        case .controlSuccess: control.sum
        case .treatedFailure: treated.units - treated.sum
        case .treatedSuccess: treated.sum
        }
    }

    mutating func add(_ kind: Class, times: Double) {
        switch kind {
        case .controlFailure: control.units += times
        case .treatedFailure: treated.units += times
        case .controlSuccess:
            control.units += times
            control.sum += times
        case .treatedSuccess:
            treated.units += times
            treated.sum += times
        }
    }

    mutating func add(_ outcome: Double, treated isTreated: Bool, times: Int) {
        let times = Double(times)
        if isTreated {
            treated.units += times
            treated.sum += times * outcome
        } else {
            control.units += times
            control.sum += times * outcome
        }
    }

    /// Outcomes more among the treated than their control would have had.
    var gainOfTreated: Double {
        treated.sum - (control.units > 0 ? control.sum * treated.units / control.units : 0)
    }

    /// Outcomes more if all units were treated.
    var gainOfAll: Double {
        ((treated.units > 0 ? treated.sum / treated.units : 0)
            - (control.units > 0 ? control.sum / control.units : 0)) * units
    }
}

/// What targeting the best-scored units gains, by how many are targeted (Radcliffe 2007; as in scikit-uplift).
///
/// An arm without a unit counts as one without successes. Of values the curve has no point before it has units of both arms,
/// so that a number added to all of them changes no gain.
public struct UpliftCurve: Sendable, Codable, Hashable {
    /// Which gain the curve shows.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Y_t - Y_c N_t/N_c: outcomes more among the treated than their control would have had.
        case qini
        /// (Y_t/N_t - Y_c/N_c) k: outcomes more if all k were treated.
        case uplift
    }

    /// Number of units targeted at each point, from 0; units of equal score are one point.
    public private(set) var targeted: [Double]
    /// Gain at each point, in successes or the values' unit.
    public private(set) var gains: [Double]

    /// The curve of a sample.
    public init(_ kind: Kind, of sample: UpliftSample) { self.init(kind, of: sample) { _ in 1 } }

    /// The curve of a sample in which units occur any number of times.
    ///
    /// - Parameter times: how often a unit occurs, by its place in the sample.
    init(_ kind: Kind, of sample: UpliftSample, times: (Int) -> Int) {
        (targeted, gains) = ([0], [0])
        var tally = UpliftTally()
        for index in 0..<sample.count {
            tally.add(sample.outcomes[index], treated: sample.treated[index], times: times(index))
            if index + 1 < sample.count, sample.scores[index + 1] == sample.scores[index] { continue }
            if sample.kind == .values, !tally.hasBothArms { continue }
            append(tally, kind)
        }
    }

    private mutating func append(_ tally: UpliftTally, _ kind: Kind) {
        guard targeted.last != tally.units else { return }
        targeted.append(tally.units)
        gains.append(kind == .qini ? tally.gainOfTreated : tally.gainOfAll)
    }

    /// The straight lines through some points.
    private init(targeted: [Double], gains: [Double]) { (self.targeted, self.gains) = (targeted, gains) }

    /// The best curve that these outcomes allow, whatever the score.
    ///
    /// - Precondition: outcomes are successes; whom a value would have been lost on cannot be told.
    public static func perfect(_ kind: Kind, of sample: UpliftSample) -> Self {
        precondition(sample.kind == .successes, "only successes have a perfect curve")
        return perfect(kind, of: UpliftTally(sample) { _ in 1 })
    }

    /// The perfect curve of a sample's counts: units of one outcome and arm are alike, so that the curve has few
    /// corners.
    static func perfect(_ kind: Kind, of all: UpliftTally) -> Self {
        let order: [[UpliftTally.Class]] =
            switch kind {
            case .qini: [[.treatedSuccess], [.treatedFailure, .controlFailure], [.controlSuccess]]
            case .uplift:
                [[.treatedSuccess], [.controlFailure]]
                    + (all.count(.controlSuccess) > all.count(.treatedFailure)
                        ? [[.controlSuccess], [.treatedFailure]] : [[.treatedFailure], [.controlSuccess]])
            }
        var curve = Self(targeted: [0], gains: [0])
        var tally = UpliftTally()
        for classes in order {
            for next in classes { tally.add(next, times: all.count(next)) }
            curve.append(tally, kind)
        }
        return curve
    }

    /// The best Qini curve if no unit can lose by being treated: up to the whole gain, then flat.
    ///
    /// - Throws: `undefined` where the whole gain is negative.
    public static func perfectWithoutLosses(of sample: UpliftSample) throws(StatisticsError) -> Self {
        let total = Self(.qini, of: sample).gains.last ?? 0
        guard total >= 0 else { throw .undefined("a perfect curve without losses cannot end below zero") }
        return Self(targeted: [0, total, Double(sample.count)], gains: [0, total, total])
    }

    /// Area under the curve by trapezoids, in the gains' unit times units.
    public var area: Double {
        var total = 0.0
        for index in targeted.indices.dropFirst() {
            total += (targeted[index] - targeted[index - 1]) * (gains[index] + gains[index - 1]) / 2
        }
        return total
    }

    /// Area under the straight line to the last point: that of targeting at random.
    var randomArea: Double { (targeted.last ?? 0) * (gains.last ?? 0) / 2 }
}

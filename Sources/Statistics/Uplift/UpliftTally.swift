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

    /// Of outcomes that are 0 or 1.
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

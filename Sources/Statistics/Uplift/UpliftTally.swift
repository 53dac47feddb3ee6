/// Units counted by outcome and arm, and what targeting them gains.
struct UpliftTally {
    /// What a unit is to an uplift curve: its arm, and whether its outcome is 1.
    enum Class: Int {
        case controlFailure, controlSuccess, treatedFailure, treatedSuccess
    }

    private var counts = SIMD4<Double>.zero

    init() {}

    /// - Parameter times: how often a unit occurs, by its place in the sample.
    init(_ sample: UpliftSample, times: (Int) -> Int) {
        for index in 0..<sample.count {
            add(sample.outcomes[index], treated: sample.treated[index], times: times(index))
        }
    }

    /// How many units.
    var units: Double { counts.sum() }

    func count(_ kind: Class) -> Double { counts[kind.rawValue] }

    mutating func add(_ kind: Class, times: Double) { counts[kind.rawValue] += times }

    /// - Parameter outcome: 0 or 1.
    mutating func add(_ outcome: Double, treated: Bool, times: Int) {
        counts[(treated ? 2 : 0) + (outcome == 1 ? 1 : 0)] += Double(times)
    }

    /// Successes more among the treated than their control would have had.
    var gainOfTreated: Double { counts[3] - (control > 0 ? counts[1] * treated / control : 0) }

    /// Successes more if all units were treated.
    var gainOfAll: Double {
        ((treated > 0 ? counts[3] / treated : 0) - (control > 0 ? counts[1] / control : 0)) * units
    }

    private var treated: Double { counts[2] + counts[3] }
    private var control: Double { counts[0] + counts[1] }
}

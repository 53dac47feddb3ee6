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

    /// Successes more by treating these units, in the curve's sense.
    func gain(_ kind: UpliftCurve.Kind) -> Double {
        let (treated, control) = (counts[2] + counts[3], counts[0] + counts[1])
        switch kind {
        case .qini: return counts[3] - (control > 0 ? counts[1] * treated / control : 0)
        case .uplift:
            return ((treated > 0 ? counts[3] / treated : 0) - (control > 0 ? counts[1] / control : 0)) * units
        }
    }
}

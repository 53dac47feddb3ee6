import Foundation
import Statistics

/// Judges one metric by one estimator over many experiments without an effect.
struct GateJudgement {
    /// Below so many effective users a t statistic is not Student's, whoever computes it.
    static let fewestUsers = 10.0
    /// Most experiments that may lack a value.
    static let mostMissing = 0.05
    private static let fewestExperiments = 20

    let estimates: [Estimate]
    let experiments: Int
    let effectiveUsers: Double
    /// Users of both arms over all experiments.
    let users: [Int]
    /// Experiments in which the metric has a value in both arms, but the same one for every user.
    let constant: Int
    let level: Double

    /// Why the metric cannot be judged, if so.
    var obstacle: String? {
        if experiments < GateJudgement.fewestExperiments {
            return "too few experiments: \(experiments), at least \(GateJudgement.fewestExperiments) are needed"
        }
        if let arm = users.firstIndex(of: 0) { return "there is no user in \(arm == 0 ? "control" : "treatment")" }
        let missing = experiments - estimates.count
        if constant == experiments { return "it has the same value for every user, in every experiment" }
        if Double(missing) > GateJudgement.mostMissing * Double(experiments) {
            return "\(missing) of \(experiments) experiments have no value"
        }
        if estimates.count < GateJudgement.fewestExperiments {
            return
                "too few experiments with a value: \(estimates.count), at least \(GateJudgement.fewestExperiments) are needed"
        }
        if effectiveUsers < GateJudgement.fewestUsers {
            return String(
                format: "too few events: about %.1f users an arm carry it, and its t statistic is not Student's",
                effectiveUsers)
        }
        return nil
    }

    /// Also where estimates are too few for the distribution of p-values to be looked at.
    func obstacle(alarmBelow alpha: Double) -> String? {
        if let obstacle { return obstacle }
        // Half the distance at which the test alarms, by its exponential tail.
        let most = (-log(alpha / 2) / 2 / Double(estimates.count)).squareRoot() / 2
        guard Double(alike) > most * Double(estimates.count) else { return nil }
        return "too discrete: \(alike) of \(estimates.count) experiments have nearly the same estimate"
    }

    /// Most experiments whose estimates lie within an 80th of a standard deviation, where a normal distribution has 0.5 %.
    ///
    /// Of estimates and not of p-values, which also a wrong error makes alike.
    private var alike: Int {
        let sorted = estimates.map(\.estimate).sorted()
        let window = Moments(of: sorted).standardDeviation / 80
        var (most, first) = (0, 0)
        for (last, estimate) in sorted.enumerated() {
            while estimate - sorted[first] > window { first += 1 }
            most = max(most, last - first + 1)
        }
        return most
    }

    /// How far the p-values are from uniform.
    var uniformity: KolmogorovSmirnov? { try? KolmogorovSmirnov(uniform: estimates.map(\.pValue)) }

    /// Share of the intervals that hold 0.
    var coverage: Double { Double(covered) / Double(max(1, estimates.count)) }

    /// Exact and two-sided, of the intervals holding 0 as often as their level says.
    var coveragePValue: Double? {
        try? Binomial(trials: estimates.count, probability: level).twoSidedPValue(covered)
    }

    /// The shares at which `coveragePValue` does not alarm.
    static func coverageAllowed(of experiments: Int, level: Double, alarmBelow alpha: Double) -> [Double] {
        guard let binomial = try? Binomial(trials: experiments, probability: level) else { return [0, 1] }
        let allowed = (0...experiments).filter { binomial.twoSidedPValue($0) >= alpha }
        return [allowed.first ?? 0, allowed.last ?? experiments].map { Double($0) / Double(max(1, experiments)) }
    }

    private var covered: Int { estimates.count { $0.interval.contains(0) } }
}

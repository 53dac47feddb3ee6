import Experiments
import PolicyKit

/// Says which part of the users each arm has, of what was found.
struct ArmShares {
    /// One an arm, control first; 1 together.
    private(set) var values: [Double]
    /// The keys to be blamed, and what is wrong; nil where nothing is.
    private(set) var fault: (keys: [String], message: String)?

    /// - Parameters:
    ///   - arms: their names, control first.
    ///   - treatmentShare: of all treatments, where arms say nothing.
    init(_ findings: Findings, arms: [String], treatmentShare: Double) {
        let keys = arms.map { "experiment.arms.\($0).share" }
        let given = keys.map { findings.parameter($0)?.number }
        let named = given.compactMap(\.self)
        let isSharedOut = arms.count == 2 || findings["experiment.treatment_share"] != nil
        let evenly = Array(repeating: 1 / Double(arms.count), count: arms.count)
        let treatments = Array(repeating: treatmentShare / Double(arms.count - 1), count: arms.count - 1)
        values = isSharedOut ? [1 - treatmentShare] + treatments : evenly
        if named.isEmpty { return }
        if findings["experiment.treatment_share"] != nil {
            fault = (["experiment.treatment_share"], "has no meaning beside shares of arms; leave one of them out")
            return
        }
        let (sum, missing) = (named.reduce(0, +), arms.count - named.count)
        let left = 1 - sum
        // Shares that add up to one on paper may do so only nearly in binary.
        guard missing == 0 ? abs(left) < 1e-9 : left > 1e-9 else {
            let wanted = missing == 0 ? "100 %" : "less than 100 %, so that something is left for the others"
            fault = (keys, "the arms' shares are \(Unit.share.text(sum)) together; expected \(wanted)")
            return
        }
        values = given.map { ($0 ?? left / Double(missing)) }
        if missing == 0 { values[0] -= values.reduce(0, +) - 1 }
    }
}

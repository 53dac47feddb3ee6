import Experiments
import Scenarios

/// What a scenario's worlds are run for.
enum RunPurpose: String, Codable {
    /// Its readout.
    case run
    /// Its designs, compared.
    case study

    /// What is run of a scenario that was read.
    /// - Throws: `Mistake` where the scenario cannot be used for it.
    func scenario(of read: Scenario) throws(Mistake) -> Scenario {
        guard self == .study else { return read }
        let market = type(of: read.plan.model)
        if !market.abilities.contains(.study) {
            throw Mistake("\(read.file): \(market.words) has its designs in its readout; use marketlab run")
        }
        guard read.plan.replications > 1 else {
            throw Mistake(
                "\(read.file): replications is 1, but a study needs at least 2 to tell bias from noise; give --replications"
            )
        }
        return read.studied()
    }

    /// The folder of its pages below that of all reports.
    func folder(of plan: Plan) -> String { self == .study ? "\(plan.name)-study" : plan.name }
}

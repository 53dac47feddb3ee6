import Experiments
import Marketplace

/// The calls of `marketlab analyze` that read a table of a world's units: to the figures of the run's own readout.
struct UnitAnalysis {
    private let units: WorldUnits
    private let metrics: [UnitMetric]

    init(_ units: WorldUnits) {
        self.units = units
        metrics = units.metrics
    }

    /// A line each: the differences, and those adjusted by the warm-up. Empty for a twin, in which all are in one arm.
    /// - Parameter path: of the table, as the shell reads it.
    func commands(_ path: String) -> [String] {
        let role = units.outcome.task.role
        guard role != .allTreated, role != .allControl, !metrics.isEmpty else { return [] }
        let adjusted = metrics.filter { !$0.before.isEmpty }
        return [command(path, metrics, covariates: false)]
            + (adjusted.isEmpty ? [] : [command(path, adjusted, covariates: true)])
    }

    /// What `sh` runs from any folder.
    var script: String {
        let commands = commands("units.csv")
        return commands.isEmpty ? "" : "cd \"$(dirname \"$0\")\"\n" + commands.map { $0 + "\n" }.joined()
    }

    private func command(_ path: String, _ metrics: [UnitMetric], covariates: Bool) -> String {
        let plan = units.plan
        var words = ["marketlab", "analyze", path, "--variant", "arm", "--control", plan.arms[0].name, "--metric"]
        for metric in metrics where !words.contains(metric.term) { words.append(metric.term) }
        if covariates {
            words += ["--covariate"] + metrics.map { "\($0.term)=\(UnitAnalysis.term($0.before))" }
        }
        if plan.analysis == .triggered { words += ["--triggered", "triggered"] }
        if Set(plan.split.shares).count > 1 {
            words += ["--weights"] + zip(plan.arms, plan.split.shares).map { "\($0.name)=\($1)" }
        }
        // 1 - 0.9 is not 0.1 in binary, and people read the call.
        if plan.level != 0.95 { words += ["--alpha", "\(((1 - plan.level) * 1e12).rounded() / 1e12)"] }
        return words.map(ShellWord.quoted).joined(separator: " ")
    }

    fileprivate static func term(_ columns: [UnitMetric.Column]) -> String {
        columns.count == 1 ? columns[0].name : "ratio:\(columns.map(\.name).joined(separator: "/"))"
    }
}

extension UnitMetric {
    /// As `--metric` takes it.
    fileprivate var term: String { (columns.count == 1 ? "mean:" : "") + UnitAnalysis.term(columns) }
}

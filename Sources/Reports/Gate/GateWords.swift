package import Experiments

/// A gate's readout in words: the sentences and figures that the terminal and the page show.
package struct GateWords {
    package let headline: String
    package let rows: [Row]
    /// The split of each design and the books, with a status each.
    package let checks: [(status: HealthCheck.Status, label: String, text: String)]
    /// How often a sound market fails, and what the columns are.
    package let legend: String

    /// A metric by one estimator.
    package struct Row {
        package let status: HealthCheck.Status
        package let metric: String
        package let estimator: String
        package let users: String
        package let uniformity: String
        package let coverage: String
        package let note: String?
        package let pValues: [Double]
    }

    package init(_ gate: GateReadout) {
        let severalDesigns = gate.splits.count > 1
        let failed = gate.metrics.filter { $0.status == .fail }.map { GateWords.name($0, severalDesigns) }
        let judged = gate.metrics.count { $0.status != .warn }
        let runs = "\(Digits.count(gate.experiments)) experiments of this market against itself"
        if gate.passed {
            let left = gate.metrics.count - judged
            headline =
                "Passed: \(runs) claim no more effects than chance does"
                + (left == 0 ? "." : "; \(left) of \(gate.metrics.count) rows could not be judged.")
        } else if !failed.isEmpty {
            headline = "Failed: \(runs) do not claim what chance does, in \(GateWords.list(failed))."
        } else if gate.splits.contains(where: { $0.status == .fail }) {
            headline = "Failed: users are not split as planned in \(runs)."
        } else if !gate.violations.isEmpty {
            headline = "Failed: stock or money does not add up in \(runs)."
        } else {
            let label =
                gate.metrics.first { $0.name == gate.goal }?.label ?? (gate.goal.isEmpty ? "nothing" : gate.goal)
            headline =
                "Not passed: the goal, \(label), could not be judged by \(runs): "
                + "\(gate.goalObstacle ?? "nothing is known of it")."
        }
        rows = gate.metrics.map { Row($0, severalDesigns) }
        checks =
            gate.splits.map {
                (
                    $0.status, severalDesigns ? "Split (\(GateWords.words($0.design)))" : "Split",
                    GateWords.split($0, gate.experiments)
                )
            } + [
                (
                    gate.violations.isEmpty ? .pass : .fail, "Books",
                    gate.violations.first.map {
                        "\(Digits.count(gate.violations.count)) violations of stock or money, the first: \($0)."
                    } ?? "Every unit and every payment is accounted for."
                )
            ]
        let bounds = gate.coverageAllowed.map { GateWords.percent.text($0) }
        legend =
            "A sound market fails at most once in \(Digits.count(Int((1 / gate.falseAlarmRate).rounded()))) gates: each of "
            + "\(gate.checks) checks alarms below p = \(Digits.pValue(gate.alarmBelow)). Uniform: Kolmogorov-Smirnov's p of "
            + "the experiments' p-values being uniform. Hold 0: share of the \(Digits.plain(100 * gate.level)) % intervals "
            + "that hold the true effect, which is 0; \(bounds[0]) to \(bounds[1]) are allowed. Users behind: effective number "
            + "in the smaller arm, n / (1 + cv²)."
    }

    private static func name(_ row: GateReadout.Row, _ severalDesigns: Bool) -> String {
        row.label + (row.estimator == .cuped ? " with CUPED" : "") + (severalDesigns ? " (\(words(row.design)))" : "")
    }

    /// `budget_split` as people write it.
    fileprivate static func words(_ design: String) -> String { design.replacing("_", with: " ") }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(4).joined(separator: ", ")
        return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
    }

    private static func split(_ split: GateReadout.Split, _ experiments: Int) -> String {
        let users = split.users.map(Digits.count).joined(separator: " : ")
        let planned = split.planned.map { Digits.plain(100 * $0) }.joined(separator: " : ")
        return
            "\(users) users where \(planned) is planned (p = "
            + "\(Digits.pValue(split.pValue))); \(Digits.count(split.alarms)) of \(Digits.count(experiments)) experiments raise "
            + "the sample ratio alarm, \(Digits.plain(split.expectedAlarms)) are expected (p = "
            + "\(Digits.pValue(split.alarmPValue)))."
    }

    fileprivate static let percent = Figure(
        factor: 100, suffix: " %", significantDigits: 3, decimals: 1...1, signed: false)
    fileprivate static let users = Figure(factor: 1, suffix: "", significantDigits: 3, decimals: 0...1, signed: false)
}

extension GateWords.Row {
    fileprivate init(_ row: GateReadout.Row, _ severalDesigns: Bool) {
        status = row.status
        metric = row.label + (severalDesigns ? " (\(GateWords.words(row.design)))" : "")
        estimator = row.estimator == .cuped ? "CUPED" : "difference"
        users = GateWords.users.text(row.effectiveUsers)
        uniformity = row.uniformity.map(Digits.pValue) ?? Digits.absent
        coverage = GateWords.percent.text(row.coverage)
        note = row.note
        pValues = row.pValues
    }
}

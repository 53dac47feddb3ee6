import Foundation
import Marketplace
import Statistics

extension GateReadout {
    init(
        _ plan: Plan, metrics: [Metric], designs: [GateDesign], falseAlarmRate: Double, version: String, command: String
    ) {
        let judged = designs.flatMap { design in
            metrics.enumerated().flatMap { place, metric in
                GateReadout.judgements(of: place, in: design, level: plan.level).map { (design, metric, $0.0, $0.1) }
            }
        }
        // Two for each row that has enough behind it, two for each design's split.
        let checks = 2 * judged.count { $0.3.obstacle == nil } + 2 * designs.count
        let alarmBelow = falseAlarmRate / Double(checks)
        let rows = judged.map { design, metric, estimator, judgement in
            Row(metric, design.design, estimator, judgement, alarmBelow: alarmBelow)
        }
        let splits = designs.map { design in
            Split(
                design.design,
                GateSplit(users: design.experiments.map(\.users), treatmentShare: plan.split.treatmentShare),
                alarmBelow: alarmBelow)
        }
        let violations = designs.flatMap { $0.experiments.flatMap(\.violations) }
        let alarms = rows.contains { $0.status == .fail } || splits.contains { $0.status == .fail }
        let goal = plan.metrics.first ?? ""
        let obstacle = GateReadout.obstacle(to: goal, in: rows, severalDesigns: designs.count > 1)
        self.init(
            scenario: plan.name, title: plan.title, seed: plan.seed, experiments: plan.replications, level: plan.level,
            falseAlarmRate: falseAlarmRate, checks: checks, alarmBelow: alarmBelow,
            coverageAllowed: GateJudgement.coverageAllowed(
                of: plan.replications, level: plan.level, alarmBelow: alarmBelow), metrics: rows, splits: splits,
            violations: violations,
            goal: goal, goalObstacle: obstacle, passed: !alarms && violations.isEmpty && obstacle == nil,
            version: version, command: command)
    }

    /// Why the goal could not be judged as readouts show it, by the plain difference, in every design; nil where it was.
    private static func obstacle(to goal: String, in rows: [Row], severalDesigns: Bool) -> String? {
        let own = rows.filter { $0.name == goal && $0.estimator == .difference }
        guard !own.isEmpty else { return goal.isEmpty ? "there is no metric" : "this market has no such metric" }
        return own.first { $0.status == .warn }.map { row in
            (row.note ?? "nothing is known of it") + (severalDesigns ? " (\(row.design))" : "")
        }
    }

    /// Of a metric by its place; no row of CUPED where no experiment has it.
    private static func judgements(
        of metric: Int, in design: GateDesign, level: Double
    ) -> [(Estimator, GateJudgement)] {
        let readings = design.experiments.map { $0.readings[metric] }
        let effective = readings.reduce(0) { $0 + $1.effectiveUsers } / Double(max(1, readings.count))
        let users = [0, 1].map { arm in design.experiments.reduce(0) { $0 + $1.users[arm] } }
        return Estimator.allCases.compactMap { estimator in
            let estimates = readings.compactMap { estimator == .difference ? $0.difference : $0.adjusted }
            if estimator == .cuped, estimates.isEmpty { return nil }
            return (
                estimator,
                GateJudgement(
                    estimates: estimates, experiments: readings.count, effectiveUsers: effective, users: users,
                    constant: readings.count(where: \.isConstant), level: level)
            )
        }
    }
}

extension GateReadout.Row {
    init(
        _ metric: Metric, _ design: Design, _ estimator: GateReadout.Estimator, _ judgement: GateJudgement,
        alarmBelow: Double
    ) {
        self.init(
            name: metric.name, label: metric.label, design: design.rawValue, estimator: estimator, status: .pass,
            pValues: judgement.estimates.map(\.pValue), effectiveUsers: judgement.effectiveUsers)
        if let obstacle = judgement.obstacle(alarmBelow: alarmBelow) {
            status = .warn
            note = obstacle
            return
        }
        let test = judgement.uniformity
        (distance, uniformity) = (test?.statistic, test?.pValue)
        (coverage, coveragePValue) = (judgement.coverage, judgement.coveragePValue)
        var alarms: [String] = []
        if (uniformity ?? 0) < alarmBelow { alarms.append("p-values are not uniform") }
        if (coveragePValue ?? 0) < alarmBelow {
            let side = judgement.coverage < judgement.level ? "too narrow" : "too wide"
            alarms.append("intervals are \(side): \(String(format: "%.1f %%", 100 * judgement.coverage)) hold 0")
        }
        guard !alarms.isEmpty else { return }
        status = .fail
        note = alarms.joined(separator: "; ")
    }
}

extension GateReadout.Split {
    init(_ design: Design, _ split: GateSplit, alarmBelow: Double) {
        self.init(
            design: design.rawValue, status: .pass, users: split.totals,
            planned: [1 - split.treatmentShare, split.treatmentShare], pValue: split.pValue, alarms: split.alarms,
            expectedAlarms: split.expectedAlarms, alarmPValue: split.alarmPValue)
        if min(pValue, alarmPValue) < alarmBelow { status = .fail }
    }
}

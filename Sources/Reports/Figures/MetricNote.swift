import Experiments
import PolicyKit

/// A remark that one metric needs or several share.
struct MetricNote {
    /// `GMV: no interval: …`; the remark alone where it is on all metrics.
    let line: String

    /// Every remark once, in the order of the metrics.
    static func all(_ metrics: [MetricReadout], in currency: Currency) -> [MetricNote] {
        let remarks = metrics.flatMap { metric in
            self.remarks(on: metric, currency).map { (label: metric.label, text: $0) }
        }
        return Wording.distinct(remarks.map(\.text)).map { text in
            let labels = remarks.filter { $0.text == text }.map(\.label)
            let others = metrics.map(\.label).filter { !labels.contains($0) }
            return MetricNote(line: (subject(labels, others: others).map { "\($0): " } ?? "") + text)
        }
    }

    /// Which metrics a remark is on, by the shorter list; nil for all.
    private static func subject(_ labels: [String], others: [String]) -> String? {
        if labels.count == 1 || labels.count <= others.count { return labels.joined(separator: ", ") }
        return others.isEmpty ? nil : "All but \(others.joined(separator: ", "))"
    }

    private static func remarks(on metric: MetricReadout, _ currency: Currency) -> [String] {
        [metric.note, aboveAll(metric), spillovers(metric, currency), scale(metric)].compactMap(\.self)
    }

    /// Why there are lifts, and effects are not told by them.
    private static func scale(_ metric: MetricReadout) -> String? {
        guard !metric.isToldByLifts, let said = metric.relative, let brings = metric.truth.relative else { return nil }
        return "told in its unit: control is not the same in the experiment as with nobody treated, so lifts "
            + "(\(EffectText(said, .relative).estimate) and \(EffectText(brings, .relative).estimate)) say otherwise than the "
            + "differences by which it is judged"
    }

    /// What one side's treatment does where the other is not treated, as shares of control.
    private static func spillovers(_ metric: MetricReadout, _ currency: Currency) -> String? {
        guard let spillovers = metric.spillovers else { return nil }
        let figure = Figure.difference(metric.unit, in: currency)
        return "treated users at untreated listings \(EffectText(spillovers.users, figure).line), "
            + "treated listings with untreated users \(EffectText(spillovers.listings, figure).line), "
            + "against pairs without treatment"
    }

    /// A share of the stock, or of budgets, that is more than the whole of it.
    private static func aboveAll(_ metric: MetricReadout) -> String? {
        guard max(metric.control.mean, metric.treatment.mean) > 1 else { return nil }
        let above = "above 100 % because an arm is scaled up to the whole market: its users"
        if metric.name.hasPrefix("sell_through") {
            return "\(above) bought more than their share of the stock, which the other arm went without"
        }
        if metric.name.hasPrefix("budget_use") {
            return "\(above) were sold more than their share of the budgets, none of which was exceeded"
        }
        return nil
    }
}

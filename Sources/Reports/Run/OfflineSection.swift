import Experiments
import Marketplace

/// What control's log alone would have said of the challenger, beside the truth and the experiment.
struct OfflineSection: Section {
    let id = "offline"
    let title = "Offline evaluation: what control's log would have said"
    let blocks: [any Block]
    var media = Media.written

    /// Nil where nothing was evaluated offline between two arms.
    init?(_ readout: Readout) {
        let arms = readout.arms.prefix(2).map(\.name)
        guard let offline = readout.offline, arms.count == 2 else { return nil }
        let level = "\(Digits.plain(readout.level * 100)) %"
        let truth = EffectText(offline.truth, Figure.difference(.share)).line
        blocks =
            [
                Prose(
                    "From the log of the world in which nobody is treated (\(Digits.count(Int(offline.pages.rounded()))) pages per replication), by "
                        + "the chances with which \(arms[0]) put listings where they were seen, and those with which \(arms[1]) would have. "
                        + "\(offline.label) is \(Figure.value(.share).text(offline.logged.estimate)) in the log; the truth is \(truth)"
                        + (offline.truth.lower == nil ? " (one replication gives no interval)." : "."),
                    .lead),
                OfflineSection.values(offline, readout),
                Prose(
                    "Says: the gain in \(offline.label), mean over replications, with \(level) intervals; bias: that less the truth; SE: "
                        + "what one log shows; mean weight: 1 where control's log has all that the challenger does; effective: how many equally weighted exposures, or pages, the weights leave of one log, and below "
                        + "500 there is no interval; held: intervals of one log that held the truth, whose own error counts as well. Where a log leaves too little for an interval of its own, the mean has none.",
                    .note),
            ] + OfflineSection.notes(offline)
            + (offline.differences.isEmpty
                ? []
                : [
                    Heading("What offline evaluation takes for granted, and this market does not have"),
                    Points(offline.differences),
                ]) + [
                Heading("How either ranking orders what was shown"), OfflineSection.orders(offline, arms: arms),
                Prose(
                    "Clicks against no clicks of what \(arms[0]) showed. Both know nothing of what was not shown, and are no value of a "
                        + "ranking.", .note),
            ]
    }

    private static func values(_ offline: OfflineReadout, _ readout: Readout) -> Table {
        let figure = Figure.difference(.share)
        func cell(_ effect: EffectEstimate?) -> Table.Cell {
            effect.map { .init(EffectText($0, figure), $0) } ?? .init(Digits.absent)
        }
        let experiment = readout.metrics.first { $0.name == offline.metric }
        let others: [[Table.Cell]] =
            (experiment.map { metric in
                [
                    [
                        .init("experiment"), cell(metric.difference), .init(Digits.absent),
                        .init(Digits.absent), .init(Digits.absent), .init(Digits.absent), .init(Digits.absent),
                    ]
                ]
            } ?? [])
            + [
                [
                    .init("truth"), cell(offline.truth), .init(Digits.absent), .init(Digits.absent),
                    .init(Digits.absent), .init(Digits.absent), .init(Digits.absent),
                ]
            ]
        return Table(
            name: "Offline values",
            columns: [
                .init(title: "Estimator", kind: .name), .init(title: "Says"), .init(title: "Bias"), .init(title: "SE"),
                .init(title: "Mean weight"), .init(title: "Effective"), .init(title: "Held"),
            ],
            rows: offline.values.map { value in
                [
                    .init(value.label), cell(value.gain), cell(value.bias),
                    value.standardError.map { .init(figure.unsigned.text($0), number: $0) } ?? .init(Digits.absent),
                    value.meanWeight.map { .init(EffectText($0, Figure.factor), $0) } ?? .init(Digits.absent),
                    value.effectiveSampleSize.map {
                        .init(Digits.grouped($0.rounded(), decimals: 0, signed: false), number: $0)
                    } ?? .init(Digits.absent),
                    value.coverage.map { .init("\($0.count) of \($0.of)", number: $0.share) } ?? .init(Digits.absent),
                ]
            } + others)
    }

    /// Why values or intervals are absent, each reason once.
    private static func notes(_ offline: OfflineReadout) -> [any Block] {
        var reasons: [(note: String, labels: [String])] = []
        for value in offline.values {
            guard let note = value.note else { continue }
            if let place = reasons.firstIndex(where: { $0.note == note }) {
                reasons[place].labels.append(value.label)
            } else {
                reasons.append((note, [value.label]))
            }
        }
        return reasons.isEmpty ? [] : [Points(reasons.map { "\(Plural.list($0.labels)): \($0.note)." })]
    }

    private static func orders(_ offline: OfflineReadout, arms: [String]) -> Table {
        let figure = Figure.value(.share)
        func cell(_ effect: EffectEstimate?) -> Table.Cell {
            effect.map { .init(EffectText($0, figure), $0) } ?? .init(Digits.absent)
        }
        return Table(
            name: "Orders of what was shown",
            columns: [.init(title: "Ranking of", kind: .name), .init(title: "AUC"), .init(title: "NDCG")],
            rows: zip(arms, [offline.control, offline.treatment]).map { arm, order in
                [.init(arm), cell(order.auc), cell(order.ndcg)]
            })
    }
}

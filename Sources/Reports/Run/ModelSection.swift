import Experiments
import Marketplace

/// How good the arms' models of given quality were, and what a point of AUC was worth.
struct ModelSection: Section {
    let id = "models"
    let title = "How good the models were, and what that was worth"
    let blocks: [any Block]
    var media = Media.written

    /// Nil where no arm has a model.
    init?(_ readout: Readout) {
        guard let models = readout.models else { return nil }
        let level = "\(Digits.plain(readout.level * 100)) %"
        let worth = models.worth.map { worth -> [any Block] in
            [
                Heading("What a point of AUC was worth"),
                Prose(
                    "The lift over control for each point of AUC, over all candidates, that the treatment's model has more, with "
                        + "its \(level) interval."),
                ModelSection.table(worth),
            ]
        }
        blocks =
            [
                Prose(
                    "AUC of each model's scores over the candidates of control's requests before they are ranked, each candidate "
                        + "a click by its true chance; no model has more than the true chances themselves. What a ranker shows "
                        + "has less: it is what the model put on top. Mean over replications.", .lead),
                ModelSection.table(models.strata, arms: readout.arms.prefix(2).map(\.name)),
            ] + (worth ?? [])
    }

    /// A row for each stratum and each arm's model.
    private static func table(_ strata: [ModelReadout.Stratum], arms: [String]) -> Table {
        let shares = Figure.value(.share)
        func cell(_ value: Double?) -> Table.Cell {
            guard let value else { return .init(Digits.absent) }
            return .init(shares.text(value), number: value)
        }
        func cell(_ area: EffectEstimate?) -> Table.Cell {
            guard let area else { return .init(Digits.absent) }
            return .init(EffectText(area, shares), area)
        }
        let areEnsembles = strata.contains { $0.control?.ensemble != nil || $0.treatment?.ensemble != nil }
        let ensemble: [Table.Column] = areEnsembles ? [.init(title: "Ensemble")] : []
        let rows = strata.flatMap { stratum in
            zip(arms, [stratum.control, stratum.treatment]).compactMap { arm, model -> [Table.Cell]? in
                guard let model else { return nil }
                let predicted = model.calibration.map { Table.Cell(EffectText($0, Figure.factor), $0) }
                let candidates = stratum.label.prefix(1).uppercased() + stratum.label.dropFirst()
                return [
                    .init(candidates), .init(arm), cell(stratum.share), cell(stratum.clickRate), cell(stratum.oracle),
                    cell(model.asked), cell(model.realised),
                ] + (areEnsembles ? [cell(model.ensemble)] : []) + [
                    cell(model.shown), predicted ?? .init(Digits.absent),
                ]
            }
        }
        return Table(
            name: "AUC by stratum",
            columns: [
                .init(title: "Candidates", kind: .name), .init(title: "Model of", kind: .name), .init(title: "Share"),
                .init(title: "Click rate"), .init(title: "True chances"), .init(title: "Asked"),
                .init(title: "Realised"),
            ] + ensemble + [.init(title: "Among what is shown"), .init(title: "Predicted / true clicks")],
            rows: rows)
    }

    private static func table(_ worth: [ModelReadout.Worth]) -> Table {
        let lifts = Figure.relative
        return Table(
            name: "A point of AUC",
            columns: [
                .init(title: "Metric", kind: .name), .init(title: "Experiment says"), .init(title: "Truth"),
            ],
            rows: worth.map { one in
                [
                    .init(one.label),
                    one.experiment.map { .init(EffectText($0, lifts), $0) } ?? .init(Digits.absent),
                    .init(EffectText(one.truth, lifts), one.truth),
                ]
            })
    }
}

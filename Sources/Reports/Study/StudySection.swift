import Experiments

/// Which design to trust: a plot and a table for each metric.
struct StudySection: Section {
    let id = "study"
    let title = "Which design to trust in this market"
    let blocks: [any Block]
    var media = Media.all

    /// Nil where the scenario asks for no study.
    init?(_ readout: Readout) {
        guard let study = readout.study else { return nil }
        // In a study's own document the banner says it.
        let words: [any Block] =
            readout.isOfStudy
            ? [] : [Prose(study.recommendation), Points(study.reasons)]
        blocks =
            words
            + study.metrics.enumerated().flatMap { place, metric -> [any Block] in
                let table = StudyTable(metric, in: readout.money)
                func plot(_ name: String, _ layout: DotIntervalPlot.Layout) -> Element {
                    table.plot(metric, id: "study-\(name)-\(place)", level: readout.level, layout: layout).drawing
                }
                return [
                    Heading("\(table.label): the truth is \(table.truth.line)"),
                    Drawing(wide: plot("wide", .wide), narrow: plot("narrow", .narrow)), table.table,
                ]
            } + [Prose(StudyTable.legend(level: readout.level), .note)]
    }
}

/// What stands first in a study: the recommendation, and the recommended design in large figures.
enum StudyBanner {
    /// Nil without a study.
    static func banner(_ readout: Readout) -> Banner? {
        guard let study = readout.study else { return nil }
        let first = study.metrics.first.map { StudyTable($0, in: readout.money) }
        return Banner(
            advice: "Which design to trust",
            headline: study.recommendation,
            tiles: first.map { table in
                [
                    Banner.Tile(
                        name: "The truth, \(table.label)", value: table.truth.estimate, remark: table.truth.interval,
                        style: "truth")
                ]
                    + ((table.rows.first { $0.study.name == study.design } ?? table.rows.first).map { row in
                        [
                            Banner.Tile(
                                name: "\(row.design) says, on average", value: row.estimate.estimate,
                                remark: row.estimate.interval, style: "experiment"),
                            Banner.Tile(
                                name: "Bias of the \(row.design)", value: row.bias.estimate, remark: row.bias.interval),
                        ]
                    } ?? [])
            } ?? [], details: study.reasons, subject: Wording.run(readout))
    }
}

import Experiments

/// A study on the page: the recommendation, and a plot and a table for each metric.
struct StudySection {
    let recommendation: String
    let reasons: [String]
    let metrics: [MetricPart]
    let legend: String

    /// One metric under all designs.
    struct MetricPart {
        let label: String
        let truth: String
        let wide: String
        let narrow: String
        let rows: [StudyTable.Row]
    }

    init?(_ readout: Readout) {
        guard let study = readout.study else { return nil }
        recommendation = study.recommendation
        reasons = study.reasons
        legend = StudyText.legend(level: readout.level)
        metrics = study.metrics.enumerated().map { place, metric in
            let table = StudyTable(metric, in: readout.money)
            func plot(_ name: String, _ layout: DotIntervalPlot.Layout) -> String {
                table.plot(metric, id: "study-\(name)-\(place)", level: readout.level, layout: layout).drawing.markup
            }
            return MetricPart(
                label: table.label, truth: table.truth.line, wide: plot("wide", .wide),
                narrow: plot("narrow", .narrow), rows: table.rows)
        }
    }
}

import Experiments

/// All metrics of one treatment as a plot and as a table, with their definitions.
struct EffectSection {
    /// Of the section's headline.
    let id: String
    /// The treatment's name, where there are several.
    let treatment: String?
    let hasMetrics: Bool
    let widePlot: String
    let narrowPlot: String
    let rows: [MetricRow]
    /// Whether any metric has a CUPED-adjusted estimate.
    let hasAdjusted: Bool
    let level: String
    let notes: [MetricNote]
    let definitions: [Definition]
    /// The named formulas, each once.
    let methods: [String]
    let biases: [String]
    let lifts: [String]
    let adjustments: [String]

    /// One metric's definition.
    struct Definition {
        let label: String
        let text: String
    }

    /// - Parameters:
    ///   - id: of the section's headline; no other section of the page has it.
    ///   - treatment: its name, where there are several.
    init(_ readout: Readout, id: String = "effects", treatment: String? = nil) {
        self.id = id
        self.treatment = treatment
        let metrics = readout.metrics
        hasMetrics = !metrics.isEmpty
        let rows = readout.rows
        func plot(_ width: String, _ layout: DotIntervalPlot.Layout) -> String {
            DotIntervalPlot(metrics, rows, id: "\(id)-\(width)", level: readout.level, layout: layout).drawing.markup
        }
        widePlot = plot("wide", .wide)
        narrowPlot = plot("narrow", .narrow)
        self.rows = rows
        hasAdjusted = metrics.contains { $0.adjusted != nil }
        level = Digits.plain(readout.level * 100)
        definitions = metrics.map { Definition(label: $0.label, text: $0.definition) }
        notes = MetricNote.all(metrics, in: readout.money)
        methods = Wording.distinct(metrics.map(\.method))
        biases = Wording.distinct(metrics.map(\.bias.method.rawValue))
        lifts = Wording.distinct(metrics.map(\.relativeDefinition))
        adjustments = Wording.distinct(metrics.compactMap { $0.adjusted?.method })
    }
}

import Experiments
import Marketplace

/// What users did from exposure to order, and what became of their orders.
struct FunnelSection: Section {
    let id = "funnel"
    let title = "From exposure to kept"
    let blocks: [any Block]
    var media = Media.written

    /// Nil where nothing was counted.
    init?(_ readout: Readout) {
        let funnel = readout.funnel
        guard !funnel.steps.isEmpty else { return nil }
        let rows =
            funnel.steps.map { step in
                [
                    Table.Cell(Wording.label(step.name)),
                    .init(Digits.count(step.control), number: Double(step.control)),
                    .init(Digits.count(step.treatment), number: Double(step.treatment)),
                ]
            }
            + funnel.delays.map { delay in
                [
                    Table.Cell("Median time to \(delay.name)"),
                    .init(OrderLifePlot.time(delay.control), number: delay.control),
                    .init(OrderLifePlot.time(delay.treatment), number: delay.treatment),
                ]
            }
        let table = Table(
            name: "Steps and delays", caption: "Steps over all replications, and median delays",
            columns: [
                .init(title: "Step", kind: .name), .init(title: "Control"),
                .init(title: readout.treatmentName(0) ?? "Treatment"),
            ],
            rows: rows)
        blocks = [
            Prose(
                (readout.treatmentName(0).map { "Control and \($0). " } ?? "")
                    + "What the users of each arm did in the experiment, over all replications, on an axis of powers of ten; "
                    + "then what became of their orders, and the median time of each step.", .lead
            ).only(.page),
            Drawing(
                wide: FunnelPlot(id: "funnel-wide", steps: funnel.steps, layout: .wide).drawing,
                narrow: FunnelPlot(id: "funnel-narrow", steps: funnel.steps, layout: .narrow).drawing),
            Drawing(
                wide: OrderLifePlot(id: "life-wide", funnel: funnel, isUpright: false).drawing,
                narrow: OrderLifePlot(id: "life-narrow", funnel: funnel, isUpright: true).drawing),
            Folded(title: "Steps and delays as a table", blocks: [table], media: .written),
        ]
    }
}

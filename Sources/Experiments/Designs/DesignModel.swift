import Marketplace

/// What a design does with a plan: what it splits and counts, how it is read, what it keeps, and what a plan may lack for it.
struct DesignModel: Sendable {
    let design: Design
    /// What puts the units of its world into arms.
    let split: any UnitSplit.Type
    /// Reads a metric where the effect is no difference of the arms' moments; nil where it is.
    let contrast: Contrast?
    /// Units that a world keeps totals of beside its users.
    let rows: @Sendable (Size) -> Double
    /// What a plan lacks for it.
    let faults: @Sendable (Plan) -> [DesignFault]

    typealias Contrast =
        @Sendable (_ metric: Metric, _ units: UnitMoments, _ users: Int, _ unitsOffered: Int) -> (any ContrastSample)?

    /// How large a world will be.
    struct Size {
        let plan: Plan
        let users: Double
        let listings: Double
        let visits: VisitEstimate
    }

    init(
        _ design: Design, split: any UnitSplit.Type, contrast: Contrast? = nil,
        rows: @escaping @Sendable (Size) -> Double = { _ in 0 },
        faults: @escaping @Sendable (Plan) -> [DesignFault] = { _ in [] }
    ) {
        self.design = design
        self.split = split
        self.contrast = contrast
        self.rows = rows
        self.faults = faults
    }
}

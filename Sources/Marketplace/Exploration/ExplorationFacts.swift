import PolicyKit

extension MechanismFacts {
    static let exploration = MechanismFacts(
        "exploration",
        "Rankings are changed at random before they are shown, and each listing that is seen carries the chance with which it was put there.",
        records: [.placement])
}

extension RecordSchema {
    public static let placement = RecordSchema(
        .placement, "placement",
        "a listing is seen on a page whose placements are drawn, or that another arm's ranking is asked about, too: follows its "
            + "`exposure`, once for each ranking",
        of: .exposure, .exposure, .rank, .placementChance)
}

extension RecordColumn {
    public static let rank = RecordColumn(
        "rank", in: .detail,
        "of the listing among the request's candidates in the order of the arm's ranking policy, from 0")
    /// In units of 1e-18.
    public static let placementChance = RecordColumn(
        "propensity_quintillionths", in: .value, unit: .quintillionths,
        "the chance with which the arm's ranking puts the listing there, given what stands above it on the page, in units of 1e-18"
    )
}

/// The list of the feed market's mechanisms: whatever they declare is found through it.
public enum Mechanisms {
    /// In the order in which a user meets them.
    public static let all: [MechanismFacts] = [
        .shoppers, .feed, .exploration, .allocation, .models, .offers, .orders, .ads, .supply, .platform,
    ]

    /// One a kind of record, in the order of their raw values.
    public static let records: [RecordSchema] = all.flatMap(\.records).sorted { $0.kind.rawValue < $1.kind.rawValue }

    /// Every quantity, and last the one that belongs to no mechanism.
    public static let quantities: [Quantity] = all.flatMap(\.quantities) + [.members]
}

extension Metric {
    /// What is read out of a market unless its scenario says otherwise, in the order of a readout, the primary metric first.
    public static let standard: [Metric] = [
        .gmv, .netGMV, .orders, .ctr, .cvr, .ctcvr, .ecvr, .refundRate, .requestsPerSession, .exposuresPerSession,
        .sellThrough, .soldOutEncounters, .repeatVisits, .retention,
    ]

    /// Every metric of the feed market: the standard ones, then the others, mechanism by mechanism.
    public static let all: [Metric] =
        standard + Mechanisms.all.flatMap(\.metrics).filter { !standard.contains($0) }

    /// The metric of that name, or nil.
    public static func named(_ name: String) -> Metric? { all.first { $0.name == name } }
}

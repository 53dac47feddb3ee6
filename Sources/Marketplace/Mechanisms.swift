/// The list of the feed market's mechanisms: whatever they declare is found through it.
public enum Mechanisms {
    /// In the order in which a user meets them.
    public static let all: [MechanismFacts] = [.shoppers, .feed, .offers, .orders, .ads, .supply]

    /// One a kind of record, in the order of their raw values.
    public static let records: [RecordSchema] = all.flatMap(\.records).sorted { $0.kind.rawValue < $1.kind.rawValue }
}

/// The slot that finds candidates for a page.
public struct RetrievalSlot: Slot {
    public typealias Filling = any RetrievalPolicy

    public init() {}

    public var name: String { "retrieval" }
    public var summary: String { "Chooses which live listings are considered for a page." }
    public var defaultPolicy: PolicyChoice { PolicyChoice("category-affinity") }
    public var seeds: SeedUse { .retrieval }

    public var calls: [SlotCall] {
        [
            SlotCall(
                "retrieve", "Finds candidates for one page.", row: "candidate",
                inputs: [
                    .randomOfSession,
                    SlotColumn("wanted", .int64, [], .count, "Candidates that the ranking slot wants."),
                    SlotColumn("exposures_in_session", .int64, [], .count, "Exposures of the session so far."),
                    .categoryCount,
                    SlotColumn(
                        "created_count", .int64, [], .count,
                        "Listings ever created; ids are given in the order of creation, so the highest are the newest."),
                    SlotColumn(
                        "category_affinity", .float32, [.category], .share,
                        "The platform's belief of what this user looks for."),
                    SlotColumn(
                        "live_listings", .uint32, [.category, .liveListing], .index,
                        "Ids of the live listings of each category, in no order."),
                    SlotColumn(
                        "units_for_sale", .int32, [.createdListing], .count,
                        "Units for sale; 0 where the listing has ended or is sold out."),
                ],
                answers: RetrievalAnswers.columns)
        ]
    }
}

extension SeedUse {
    /// The retrieval policy of every arm.
    public static let retrieval = SeedUse("retrieval", 1..<2)
}

extension Slot where Self == RetrievalSlot {
    /// The slot of retrieval policies.
    public static var retrieval: RetrievalSlot { RetrievalSlot() }
}

/// Chooses which live listings are considered for a page.
public protocol RetrievalPolicy: Policy where Home == RetrievalSlot {
    /// Finds distinct live listings.
    ///
    /// Listings that the session has already seen are dropped afterwards by the platform; ask the batch how many
    /// were seen when you want to make up for them.
    func retrieve(_ batch: borrowing RetrievalBatch, into answers: inout RetrievalAnswers)
}

/// The slot that bids for a campaign's ads; each campaign has a policy of its own.
public struct BiddingSlot: Slot {
    public typealias Filling = any BiddingPolicy

    public init() {}

    public var name: String { "bidding" }
    public var summary: String { "Bids for one campaign in the auctions of ad slots." }
    public var defaultPolicy: PolicyChoice { PolicyChoice("fixed") }
    public var seeds: SeedUse { .bidding }

    public var calls: [SlotCall] {
        [
            SlotCall(
                "begin", "Tells that a period begins, with a full budget, and asks for the rule of its first tick.",
                row: "campaign",
                inputs: CampaignTerms.columns, answers: BiddingAnswers.columns),
            SlotCall(
                "plan", "Tells that another tick begins, and asks for its rule.", row: "campaign",
                inputs: BiddingMoment.columns,
                answers: BiddingAnswers.columns),
            SlotCall(
                "observe", "Tells of an auction that is over, and asks for the rule from now on.", row: "campaign",
                inputs: AuctionOutcome.columns, answers: BiddingAnswers.columns),
            SlotCall(
                "learn", "Tells what a tick came to, and, where the policy wants them, each of its opportunities.",
                row: "opportunity",
                feedback: BiddingTotals.columns("totals", "this tick", shape: [])
                    + [.count(of: "Opportunities listed")] + BiddingFeedback.Column.allCases.map(\.column)),
        ]
    }
}

extension SeedUse {
    /// The bidding policies, by their campaign's number.
    public static let bidding = SeedUse("bidding", 10..<1 << 32)
}

extension Slot where Self == BiddingSlot {
    /// The slot of bidding policies.
    public static var bidding: BiddingSlot { BiddingSlot() }
}

/// Bids for one campaign: says how much is bid for each unit of the value that the campaign itself predicts.
///
/// An instance serves one campaign in one arm, so it cannot see a rival's bid, its value or its budget: it is told its own
/// terms, predictions, costs, wins and budget, the clock, and after an auction the least price that would have won.
/// All money is in currency units, and so is value: what the campaign thinks an exposure is worth.
public protocol BiddingPolicy: Policy where Home == BiddingSlot {
    /// How often it may change its rule.
    var rhythm: BiddingRhythm { get }
    /// Whether the feedback of a tick must list each opportunity, which costs memory; else it has totals only.
    var wantsOpportunities: Bool { get }

    /// A period begins with a full budget; what was learnt in the periods before is the policy's to keep.
    /// - Parameter answers: one row, for the rule of the first tick.
    func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers)
    /// Another tick of the period begins; without an answer the rule stays.
    /// - Parameter answers: one row.
    func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers)
    /// Another tick begins for several campaigns of an arm, all that are planned then and bid for by this type; the one call
    /// that the platform makes. It asks each campaign's policy in turn; a type whose policies live in another process answers
    /// all rows with one message.
    /// - Parameters:
    ///   - policies: of this type, one per campaign.
    ///   - moments: one per campaign.
    ///   - answers: one row per campaign.
    static func plan(
        _ policies: [any BiddingPolicy], at moments: borrowing Span<BiddingMoment>, into answers: inout BiddingAnswers)
    /// An auction is over that the campaign was eligible for; called only when `rhythm` is `.everyAuction`.
    /// - Parameter answers: one row, for the rule from now on.
    func observe(_ outcome: AuctionOutcome, into answers: inout BiddingAnswers)
    /// An auction is over that several campaigns were eligible for, all bid for by this type; the one call that an auction market
    /// makes. It asks each campaign's policy in turn; a type whose policies share what they learn answers all rows at once.
    /// - Parameters:
    ///   - policies: of this type, one per campaign.
    ///   - outcomes: one row per campaign.
    ///   - answers: one row per campaign, for the rules from now on.
    static func observe(
        _ policies: borrowing Span<any BiddingPolicy>, _ outcomes: borrowing AuctionOutcomes,
        into answers: inout BiddingAnswers)
    /// A tick is over; called before `plan`, and also after the last tick of a period.
    func learn(from feedback: borrowing BiddingFeedback)
}

extension BiddingPolicy {
    public var rhythm: BiddingRhythm { .everyTick }
    public var wantsOpportunities: Bool { false }
    public static func plan(
        _ policies: [any BiddingPolicy], at moments: borrowing Span<BiddingMoment>, into answers: inout BiddingAnswers
    ) {
        for row in policies.indices {
            var own = answers.only(row)
            policies[row].plan(moments[row], into: &own)
        }
    }
    public func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) {}
    public func observe(_ outcome: AuctionOutcome, into answers: inout BiddingAnswers) {}
    // Inlined into each type that conforms, where the loop knows whom it asks: without that, a call costs more than most answers.
    @inlinable public static func observe(
        _ policies: borrowing Span<any BiddingPolicy>, _ outcomes: borrowing AuctionOutcomes,
        into answers: inout BiddingAnswers
    ) {
        for row in policies.indices {
            var own = answers.only(row)
            let policy = unsafe Unmanaged.passUnretained(unsafeDowncast(policies[row], to: Self.self))
            unsafe policy._withUnsafeGuaranteedRef { $0.observe(outcomes[row], into: &own) }
        }
    }
    public func learn(from feedback: borrowing BiddingFeedback) {}
}

/// How often a bidding policy is heard.
@frozen public enum BiddingRhythm: Sendable {
    case everyTick, everyAuction
}

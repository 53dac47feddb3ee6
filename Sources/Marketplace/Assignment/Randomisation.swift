/// Says what an experiment randomises in a world, and which arm each unit is in: pure functions of the unit, 0 for control.
///
/// Arms hold from the experiment's start on; everything is in control before.
public enum Randomisation: Sendable {
    /// Users, by number.
    case users(@Sendable (UInt32) -> UInt8)
    /// Users, all of a cluster alike: who looks for the same, by the category that a user had clicked most often by then. A user of
    /// whom no click is known belongs to a cluster by hash of the number.
    case userClusters(@Sendable (UInt8) -> UInt8)
    /// Sessions, by user and number of the session among the user's.
    case sessions(@Sendable (_ user: UInt32, _ session: UInt32) -> UInt8)
    /// Sessions, whose arms' shares follow from what the sessions before have brought.
    case allocated(SessionAllocation)
    /// Requests for a page, by user, session and number of the request in the session.
    case requests(@Sendable (_ user: UInt32, _ session: UInt32, _ request: UInt16) -> UInt8)
    /// Nobody: the rankings of control and of the first treatment share each page, and what happens in a slot is credited to the one
    /// that it was taken from. All else is control's.
    case interleaved(Interleaving)
    /// Listings; what is not met at a listing (pages, policies) is control's.
    case listings(@Sendable (ListingUnit) -> UInt8)
    /// Users and listings: treated users meet treated listings under the conditions of treatment, and all else is control's.
    case pairs(users: @Sendable (UInt32) -> UInt8, listings: @Sendable (ListingUnit) -> UInt8)
    /// Campaigns of ads, by number: those in treatment are bid for by treatment's policy, and all else is control's.
    case campaigns(@Sendable (UInt32) -> UInt8)
    /// The whole market at a time: one arm a block of `length` milliseconds, the first from the experiment's start.
    case blocks(length: Int64, arm: @Sendable (_ block: Int) -> UInt8)
    /// Users, stage by stage, which begin so many milliseconds after the experiment's start, the first with it.
    case stages(starts: [Int64], arm: @Sendable (_ user: UInt32, _ stage: Int) -> UInt8)

    /// When arms are drawn anew, in milliseconds from the experiment's start, which comes first.
    func turns(in length: Int64) -> [Int64] {
        switch self {
        case .blocks(let block, _): Array(stride(from: 0, to: length, by: Int64.Stride(block)))
        case .allocated(let allocation):
            Array(stride(from: 0, to: length, by: Int64.Stride(allocation.settings.update)))
        case .stages(let starts, _): starts.filter { $0 < length }
        default: [0]
        }
    }
}

/// A listing as a unit of an experiment, with the clusters that it belongs to.
public struct ListingUnit: Sendable, Hashable {
    /// The listing's number.
    public var listing: UInt32
    /// A user.
    public var seller: UInt32
    /// Its category, counted from 0.
    public var category: UInt8

    public init(listing: UInt32, seller: UInt32, category: UInt8) {
        self.listing = listing
        self.seller = seller
        self.category = category
    }

    /// - Parameter record: of a listing's creation.
    public init(created record: JournalRecord) {
        self.init(
            listing: record.listing, seller: UInt32(record[.seller]), category: UInt8(record[.category]))
    }
}

import Marketplace
import PolicyKit
import Storage

/// Keeps of each listing when it came and with how many units, as the journal says, and tells by that which group it is of.
struct ListingOrigins: ~Copyable {
    /// By listing: milliseconds since the start; 0 for the stock at the opening.
    private var created = Column<Int64>()
    private var units = Column<UInt32>()

    /// Takes in a listing that comes into the market; they come in the order of their numbers.
    mutating func note(_ record: JournalRecord) {
        precondition(Int(record.item.number) == created.count, "listings come in the order of their numbers")
        created.append(record.time)
        units.append(record.detail)
    }

    /// Whether a record is about a listing that is of the group at the time at which the record is credited.
    @inline(__always) func group(_ group: ListingGroup, holds record: JournalRecord) -> Bool {
        let listing = record.item.number
        switch group {
        case .young:
            let time = created[listing]
            return time > 0 && record.creditTime - time < ListingGroup.youngLength
        case .deep: return units[listing] >= ListingGroup.deepUnits
        }
    }

    var bytes: Int { created.bytes + units.bytes }
}

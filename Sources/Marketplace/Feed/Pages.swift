package import PolicyKit
import Storage

/// Keeps delivered pages as they were frozen, each linked to the one before it in its session.
///
/// A page's places are used again when its session has ended.
package struct Pages: ~Copyable {
    package static let none = UInt32.max
    /// Slots set aside for each page.
    let slots: Int
    /// Numbers per slot that a learning policy gets back with its feedback.
    let rememberedCount: Int
    private var items: Column<Item>
    private var remembered: Column<Float>
    /// Of each slot, `FeedbackBatch.Outcome` bits; with details also its category and its score.
    private var outcomes: Column<UInt32>
    private var categories: Column<UInt8>
    private var scores: Column<Float>
    /// Whether categories and scores are kept.
    let keepsDetails: Bool
    /// Of each slot, the ad that stands in it; kept where ads are sold.
    private var placements: Column<AdPlacement>
    let keepsAds: Bool
    /// Of each slot, the arm whose ranking it is credited to; kept where rankings share pages.
    private var credits: Column<UInt8>
    private let keepsCredits: Bool
    /// Of each slot, how rankings have what stands there; kept where placements are drawn.
    private var drawn: Column<Placement>
    let keepsPlacements: Bool
    private var shown: Column<UInt16>
    private var previous: Column<UInt32>
    private var free: Column<UInt32>

    package init(
        slots: Int, rememberedCount: Int, keepsDetails: Bool = false, keepsAds: Bool = false,
        keepsCredits: Bool = false,
        keepsPlacements: Bool = false
    ) {
        self.slots = slots
        self.rememberedCount = rememberedCount
        items = Column(repeating: .none, count: 0, minimumCapacity: 64 * slots)
        remembered = Column(repeating: 0, count: 0, minimumCapacity: 64 * slots * rememberedCount)
        self.keepsDetails = keepsDetails
        outcomes = Column(repeating: 0, count: 0, minimumCapacity: 64 * slots)
        categories = Column(repeating: 0, count: 0, minimumCapacity: keepsDetails ? 64 * slots : 0)
        scores = Column(repeating: 0, count: 0, minimumCapacity: keepsDetails ? 64 * slots : 0)
        self.keepsAds = keepsAds
        placements = Column(repeating: .none, count: 0, minimumCapacity: keepsAds ? 64 * slots : 0)
        self.keepsCredits = keepsCredits
        credits = Column(repeating: 0, count: 0, minimumCapacity: keepsCredits ? 64 * slots : 0)
        self.keepsPlacements = keepsPlacements
        drawn = Column(repeating: Placement(), count: 0, minimumCapacity: keepsPlacements ? 64 * slots : 0)
        shown = Column(minimumCapacity: 64)
        previous = Column(minimumCapacity: 64)
        free = Column(minimumCapacity: 64)
    }

    /// Sets aside a page that comes after `page` in its session.
    package mutating func open(after page: UInt32) -> UInt32 {
        if free.count > 0 {
            let place = free.removeLast()
            previous[place] = page
            shown[place] = 0
            (outcomes.base + Int(place) * slots).update(repeating: 0, count: slots)
            return place
        }
        items.extend(by: slots, with: .none)
        remembered.extend(by: slots * rememberedCount, with: 0)
        outcomes.extend(by: slots, with: 0)
        if keepsDetails {
            categories.extend(by: slots, with: 0)
            scores.extend(by: slots, with: 0)
        }
        if keepsAds { placements.extend(by: slots, with: .none) }
        if keepsCredits { credits.extend(by: slots, with: 0) }
        if keepsPlacements { drawn.extend(by: slots, with: Placement()) }
        shown.append(0)
        previous.append(page)
        return UInt32(shown.count - 1)
    }

    /// Gives back the page and all before it.
    package mutating func closeAll(from page: UInt32) {
        var page = page
        while page != Pages.none {
            free.append(page)
            page = previous[page]
        }
    }

    /// What stands in the slots of a page, `count(of:)` of them.
    @inline(__always) package func items(of page: UInt32) -> UnsafeMutablePointer<Item> {
        items.base + Int(page) * slots
    }

    /// What the ranking policy wants back about a slot.
    @inline(__always) package func remembered(of page: UInt32, slot: Int) -> UnsafeMutablePointer<Float> {
        remembered.base + (Int(page) * slots + slot) * rememberedCount
    }

    /// What the user did in each slot, as `FeedbackBatch.Outcome` bits.
    @inline(__always) package func outcomes(of page: UInt32) -> UnsafeMutablePointer<UInt32> {
        outcomes.base + Int(page) * slots
    }

    /// The category of each slot. - Precondition: details are kept.
    @inline(__always) func categories(of page: UInt32) -> UnsafeMutablePointer<UInt8> {
        categories.base + Int(page) * slots
    }

    /// The ranking policy's score of each slot. - Precondition: details are kept.
    @inline(__always) func scores(of page: UInt32) -> UnsafeMutablePointer<Float> { scores.base + Int(page) * slots }

    /// Whether an ad stands in a slot.
    @inline(__always) func isAd(_ page: UInt32, slot: Int) -> Bool {
        keepsAds && placements[Int(page) * slots + slot].isAd
    }

    /// The campaign whose ad stands in a slot, or `JournalRecord.none`.
    @inline(__always) func campaign(of page: UInt32, slot: Int) -> UInt32 {
        keepsAds ? placements[Int(page) * slots + slot].campaign : JournalRecord.none
    }

    /// The ad in a slot, or `AdPlacement.none`.
    func placement(of page: UInt32, slot: Int) -> AdPlacement {
        keepsAds ? placements[Int(page) * slots + slot] : .none
    }

    /// Says which ad stands in a slot.
    @inline(__always) func place(_ ad: AdPlacement, in page: UInt32, slot: Int) {
        if keepsAds { placements[Int(page) * slots + slot] = ad }
    }

    /// The arm whose ranking a slot is credited to; control where rankings do not share pages.
    @inline(__always) func credit(of page: UInt32, slot: Int) -> UInt8 {
        keepsCredits ? credits[Int(page) * slots + slot] : 0
    }

    /// Says whose ranking a slot is credited to. - Precondition: credits are kept.
    func credit(_ arm: UInt8, with slot: Int, of page: UInt32) { credits[Int(page) * slots + slot] = arm }

    /// How rankings have what stands in a slot. - Precondition: placements are kept.
    func placement(in slot: Int, of page: UInt32) -> Placement { drawn[Int(page) * slots + slot] }

    /// Says how rankings have what stands in a slot. - Precondition: placements are kept.
    func keep(_ placement: Placement, in slot: Int, of page: UInt32) { drawn[Int(page) * slots + slot] = placement }

    @inline(__always) package func count(of page: UInt32) -> Int { Int(shown[page]) }

    package func setCount(of page: UInt32, to count: Int) { shown[page] = UInt16(count) }

    /// The page delivered before it in the session, or `none`.
    package func page(before page: UInt32) -> UInt32 { previous[page] }

    /// Cuts off the slots of a page that were never exposed, so that its rest can be shown later.
    package func cut(_ page: UInt32, to exposed: Int) { shown[page] = UInt16(exposed) }

    /// Bytes set aside.
    var bytes: Int {
        items.bytes + remembered.bytes + outcomes.bytes + categories.bytes + scores.bytes + placements.bytes
            + credits.bytes + drawn.bytes + shown.bytes + previous.bytes + free.bytes
    }
}

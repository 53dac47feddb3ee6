import Storage

/// Keeps what offers, orders and listings kept in mind need of their exposures, and only where there is such a thing, a row an
/// exposure: what the ranking policy wants back when the outcome is known days later, and, where ads are sold, the ad.
struct RememberedExposures: ~Copyable {
    private let width: Int
    private var numbers: Column<Float>
    private let keepsAds: Bool
    private var placements: Column<AdPlacement>
    private var count: UInt32 = 0
    /// Rows that were let go; they are used again.
    private var free = Column<UInt32>()

    /// - Parameter width: numbers of the ranking policy an exposure.
    init(width: Int, keepsAds: Bool) {
        self.width = width
        numbers = Column(repeating: 0, count: 0, minimumCapacity: 64 * width)
        self.keepsAds = keepsAds
        placements = Column(repeating: .none, count: 0, minimumCapacity: keepsAds ? 64 : 0)
    }

    /// Keeps copies and returns their row.
    /// - Parameter ad: the ad slot that the listing stood in, if it was an ad.
    mutating func keep(_ own: UnsafePointer<Float>, ad: AdPlacement) -> UInt32 {
        let row: UInt32
        if free.count > 0 {
            row = free.removeLast()
        } else {
            row = count
            count += 1
            numbers.extend(by: width, with: 0)
            if keepsAds { placements.append(ad) }
        }
        for index in 0..<width { numbers[Int(row) * width + index] = own[index] }
        if keepsAds { placements[row] = ad }
        return row
    }

    /// Lets a row go: neither an offer nor an order will ask for it.
    mutating func release(_ row: UInt32) { free.append(row) }

    /// The ranking policy's own numbers.
    func numbers(of row: UInt32) -> UnsafePointer<Float> { UnsafePointer(numbers.base + Int(row) * width) }

    /// The ad slot that the listing stood in, or `AdPlacement.none`.
    func ad(of row: UInt32) -> AdPlacement { keepsAds ? placements[row] : .none }

    var bytes: Int { numbers.bytes + placements.bytes + free.bytes }
}

/// An exposure that a buyer acted on: what an offer and an order have to remember of it.
struct Encounter: BitwiseCopyable {
    let user: UInt32
    let listing: UInt32
    /// The user's how-manieth session, from 0.
    let session: UInt32
    let slot: UInt16
    let arm: UInt8
    /// The arm whose ranking policy made the page and learns what becomes of it.
    let servedBy: UInt8
    /// Whether the listing was of another category than the session looked for.
    let misfit: Bool
    /// The user's taste for the content, in standard deviations.
    let taste: Float
    /// Milliseconds of the exposure.
    let time: Int64
    /// Where the ranking policy's own numbers about the exposure are kept; see `RememberedRows`.
    let row: UInt32
    /// The ad slot that the listing stood in, if it was an ad.
    var ad = AdPlacement.none
}

/// Keeps what ranking policies want back about exposures whose outcome is known only days later.
struct RememberedRows: ~Copyable {
    private let width: Int
    private var numbers: Column<Float>
    private var count: UInt32 = 0

    /// - Parameter width: numbers an exposure.
    init(width: Int) {
        self.width = width
        numbers = Column(repeating: 0, count: 0, minimumCapacity: 64 * width)
    }

    /// Keeps a copy and returns its place.
    mutating func keep(_ row: UnsafePointer<Float>) -> UInt32 {
        let start = numbers.count
        numbers.extend(by: width, with: 0)
        for index in 0..<width { numbers[start + index] = row[index] }
        count += 1
        return count - 1
    }

    subscript(place: UInt32) -> UnsafePointer<Float> { UnsafePointer(numbers.base + Int(place) * width) }

    var bytes: Int { numbers.bytes }
}

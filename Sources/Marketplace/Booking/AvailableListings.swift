/// The available listings of a booking market, in cells of equal ones: a listing type and an arm.
///
/// Within a cell listings are exchangeable, so a choice needs only their number. Adding, taking and removing cost the
/// same however many there are.
struct AvailableListings {
    private var members: [[UInt32]]
    /// Cell and position of each listing ever made; the position means nothing while it is not available.
    private var cells: [UInt8] = []
    private var positions: [UInt32] = []
    private static let away = UInt32.max

    /// Available listings of each cell.
    private(set) var counts: [Int]
    /// Available listings of all cells.
    private(set) var count = 0

    init(cells: Int) {
        members = Array(repeating: [], count: cells)
        counts = Array(repeating: 0, count: cells)
    }

    /// Listings ever made.
    var made: Int { cells.count }
    func cell(of listing: UInt32) -> Int { Int(cells[Int(listing)]) }
    func isAvailable(_ listing: UInt32) -> Bool { positions[Int(listing)] != Self.away }

    /// Makes a listing, which is available.
    mutating func make(in cell: Int) -> UInt32 {
        let listing = UInt32(cells.count)
        cells.append(UInt8(cell))
        positions.append(Self.away)
        add(listing)
        return listing
    }

    mutating func add(_ listing: UInt32) {
        let cell = cell(of: listing)
        positions[Int(listing)] = UInt32(members[cell].count)
        members[cell].append(listing)
        counts[cell] += 1
        count += 1
    }

    /// Takes the listing at `fraction` (0 ..< 1) of a cell that is not empty.
    mutating func take(from cell: Int, at fraction: Double) -> UInt32 {
        let count = counts[cell]
        // Rounding may carry a fraction just below one to the end.
        let listing = members[cell][min(count - 1, Int(fraction * Double(count)))]
        remove(listing)
        return listing
    }

    /// Takes away a listing that is available.
    mutating func remove(_ listing: UInt32) {
        let cell = cell(of: listing)
        let position = Int(positions[Int(listing)])
        let last = members[cell].removeLast()
        if last != listing {
            members[cell][position] = last
            positions[Int(last)] = UInt32(position)
        }
        positions[Int(listing)] = Self.away
        counts[cell] -= 1
        count -= 1
    }
}

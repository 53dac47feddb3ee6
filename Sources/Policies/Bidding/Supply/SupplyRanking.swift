/// The opportunities of a sample by rising price over value: kept in order as they come and go, because a sample is read at
/// every tick and little of it is new.
///
/// Whoever comes or goes is looked up by bisection, and what stands between them moves in whole runs.
struct SupplyRanking {
    /// Where an opportunity stands in its sample, and the least multiplier that would have won it.
    struct Rank: Comparable {
        var multiplier: Double
        var place: Int

        @inline(__always) static func < (a: Rank, b: Rank) -> Bool {
            a.multiplier < b.multiplier || (a.multiplier == b.multiplier && a.place < b.place)
        }
    }

    /// Only of opportunities that a multiplier can win.
    private(set) var ranks: [Rank] = []
    private let places: Int

    /// - Parameter places: how many the ring of opportunities has.
    init(places: Int) { self.places = places }

    /// Takes in what stands in `count` places of the ring.
    mutating func add(_ count: Int, from first: Int, of opportunities: [PastOpportunity]) {
        unsafe Self.withRanks(count, from: first, of: opportunities, places: places) { coming in
            var end = ranks.count
            unsafe ranks.append(contentsOf: coming)
            unsafe ranks.withUnsafeMutableBufferPointer { ranks in
                // From the back, so that nothing is overwritten before it has moved.
                for index in coming.indices.reversed() {
                    let start = unsafe Self.place(of: coming[index], in: 0..<end, of: ranks)
                    unsafe Self.move(start..<end, to: start + index + 1, in: ranks)
                    unsafe ranks[start + index] = coming[index]
                    end = start
                }
            }
        }
    }

    /// Takes out what stands in `count` places of the ring. - Precondition: it is what was added.
    mutating func drop(_ count: Int, from first: Int, of opportunities: [PastOpportunity]) {
        unsafe Self.withRanks(count, from: first, of: opportunities, places: places) { going in
            unsafe ranks.withUnsafeMutableBufferPointer { ranks in
                var (start, kept) = (0, 0)
                for index in going.indices {
                    let end = unsafe Self.place(of: going[index], in: start..<ranks.count, of: ranks)
                    unsafe Self.move(start..<end, to: kept, in: ranks)
                    (start, kept) = (end + 1, kept + end - start)
                }
                unsafe Self.move(start..<ranks.count, to: kept, in: ranks)
            }
            ranks.removeLast(going.count)
        }
    }

    /// Lends the ranks of what stands in `count` places of the ring, in order.
    @inline(__always) private static func withRanks(
        _ count: Int, from first: Int, of opportunities: [PastOpportunity], places: Int,
        _ body: (UnsafeMutableBufferPointer<Rank>) -> Void
    ) {
        unsafe withUnsafeTemporaryAllocation(of: Rank.self, capacity: count) { room in
            var size = 0
            for index in 0..<count {
                let place = (first + index) % places
                guard let multiplier = opportunities[place].multiplier else { continue }
                unsafe room.initializeElement(at: size, to: Rank(multiplier: multiplier, place: place))
                size += 1
            }
            var ranks = unsafe UnsafeMutableBufferPointer(rebasing: room[..<size])
            unsafe ranks.sort()
            unsafe body(ranks)
        }
    }

    /// Where a rank stands or would stand in a part of the order.
    @inline(__always) private static func place(
        of rank: Rank, in part: Range<Int>, of ranks: UnsafeMutableBufferPointer<Rank>
    ) -> Int {
        var (low, high) = (part.lowerBound, part.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if unsafe ranks[middle] < rank { low = middle + 1 } else { high = middle }
        }
        return low
    }

    @inline(__always) private static func move(
        _ part: Range<Int>, to start: Int, in ranks: UnsafeMutableBufferPointer<Rank>
    ) {
        guard let base = ranks.baseAddress, start != part.lowerBound else { return }
        unsafe (base + start).update(from: base + part.lowerBound, count: part.count)
    }
}

/// An opportunity that there was: what it was predicted to be worth, and the least price that would have won it.
struct PastOpportunity {
    var value: Double
    var price: Double

    /// The least multiplier that would have won it; nil where none could.
    var multiplier: Double? {
        guard value > 0 else { return nil }
        // Columns hold single precision: a bid just above the price wins whatever the rounding.
        let multiplier = price / value * (1 + 0x1p-20)
        return multiplier.isFinite ? multiplier : nil
    }
}

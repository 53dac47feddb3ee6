import PolicyKit
import Storage

/// Holds candidates and what ranking policies read of them and answer: columns of numbers, feature-major, in scratch memory.
struct CandidateColumns: ~Copyable {
    /// Numbers from one column's start to the next: an odd number of cache lines, because columns that lie a power of two
    /// apart would push each other out of the cache while candidates are gathered (31 % of a run's time otherwise).
    let stride: Int
    let ids: Column<UInt32>
    let content: Column<Float>
    let signals: Column<Float>
    let own: Column<Float>
    /// With room behind the last for what `TopSlots` writes there.
    let scores: Column<Float>
    let remembered: Column<Float>

    /// - Parameters:
    ///   - capacity: candidates.
    ///   - ownSignals: columns of people's own files.
    ///   - rememberedCount: numbers per candidate that policies want back.
    init(capacity: Int, ownSignals: Int, rememberedCount: Int) {
        stride = (capacity + 31) / 32 * 32 + 16
        ids = Column(repeating: 0, count: capacity)
        content = Column(repeating: 0, count: stride * Content.dimensions)
        signals = Column(repeating: 0, count: stride * Signal.allCases.count)
        own = Column(repeating: 0, count: stride * ownSignals)
        scores = Column(repeating: 0, count: capacity + TopSlots.groups)
        remembered = Column(repeating: 0, count: capacity * rememberedCount)
    }

    /// Fills in what a policy reads of `count` candidates from the row `start` on.
    /// - Parameter affinity: the user's, a share per category.
    @inline(__always) func gather(
        _ wanted: SignalSet, start: Int = 0, count: Int, affinity: UnsafePointer<Float>,
        in state: borrowing MarketState
    ) {
        if wanted.contains(.content) { gatherContent(start, count, in: state) }
        for signal in Signal.allCases where wanted.contains(signal) {
            gather(signal, start, count, affinity, in: state)
        }
    }

    /// Turns rows into columns, four candidates and four dimensions at a time.
    @inline(__always) private func gatherContent(_ start: Int, _ count: Int, in state: borrowing MarketState) {
        var index = 0
        while index < count {
            // The last group may reach past the count: those rows repeat a candidate and are never scored.
            let a = row(start + min(index, count - 1), state)
            let b = row(start + min(index + 1, count - 1), state)
            let c = row(start + min(index + 2, count - 1), state)
            let d = row(start + min(index + 3, count - 1), state)
            for dimension in Swift.stride(from: 0, to: Content.dimensions, by: 4) {
                let w = a.loadUnaligned(fromByteOffset: 4 * dimension, as: SIMD4<Float>.self)
                let x = b.loadUnaligned(fromByteOffset: 4 * dimension, as: SIMD4<Float>.self)
                let y = c.loadUnaligned(fromByteOffset: 4 * dimension, as: SIMD4<Float>.self)
                let z = d.loadUnaligned(fromByteOffset: 4 * dimension, as: SIMD4<Float>.self)
                let place = UnsafeMutableRawPointer(content.base + dimension * stride + start + index)
                place.storeBytes(of: SIMD4(w[0], x[0], y[0], z[0]), as: SIMD4<Float>.self)
                place.storeBytes(of: SIMD4(w[1], x[1], y[1], z[1]), toByteOffset: 4 * stride, as: SIMD4<Float>.self)
                place.storeBytes(of: SIMD4(w[2], x[2], y[2], z[2]), toByteOffset: 8 * stride, as: SIMD4<Float>.self)
                place.storeBytes(of: SIMD4(w[3], x[3], y[3], z[3]), toByteOffset: 12 * stride, as: SIMD4<Float>.self)
            }
            index += 4
        }
    }

    @inline(__always) private func row(_ index: Int, _ state: borrowing MarketState) -> UnsafeRawPointer {
        UnsafeRawPointer(state.listings.contentVector(ids[index]))
    }

    private func gather(
        _ signal: Signal, _ start: Int, _ count: Int, _ affinity: UnsafePointer<Float>,
        in state: borrowing MarketState
    ) {
        let column = signals.base + signal.rawValue * stride + start
        let candidates = ids.base + start
        let now = state.now
        for index in 0..<count {
            let listing = candidates[index]
            column[index] =
                switch signal {
                case .relativePrice: state.listings.face[listing].relativePrice
                case .age: Float(now - state.listings.created[listing]) / 86_400_000
                case .impressions: Float(state.listings.face[listing].impressions)
                case .clicks: Float(state.listings.face[listing].clicks)
                case .likes: Float(state.listings.face[listing].likes)
                case .purchases: Float(state.listings.unitsSold[listing])
                case .stock: Float(state.listings.unitsForSale[listing])
                case .condition: Float(state.listings.face[listing].condition)
                case .categoryAffinity: affinity[Int(state.listings.face[listing].category)]
                case .price: Float(state.listings.face[listing].price) / 100
                case .category: Float(state.listings.face[listing].category)
                case .sellerSales: Float(state.users.unitsSold[state.listings.seller[listing]])
                // Written by `ClickModels`, where there are models.
                case .modelScore: 0
                case .attribute: Float(state.listings.attribute(of: listing))
                case .sellerRefunds: Float(state.users.unitsRefunded[state.listings.seller[listing]])
                }
        }
    }

    /// Bytes set aside.
    var bytes: Int { ids.bytes + content.bytes + signals.bytes + own.bytes + scores.bytes + remembered.bytes }
}

import Storage

/// Says which strata a candidate is in.
struct ModelStrata {
    private let settings: ModelStratumSettings
    private let isTail: [Bool]

    init(_ settings: ModelStratumSettings, categories: CategoryShares) {
        self.settings = settings
        let count = categories.weights.count
        var isTail = [Bool](repeating: false, count: count)
        var share = 0.0
        // Categories are sorted by how common they are. Shares that add up on paper may do so only nearly in binary.
        for category in (0..<count).reversed() {
            share += categories.weights[category] / Double(count)
            guard share <= settings.tailShare + 1e-9 else { break }
            isTail[category] = true
        }
        self.isTail = isTail
    }

    /// The sum of the bits of the strata that a session's candidate is in.
    @inline(__always) func cell(of listing: UInt32, for session: Session, in state: borrowing MarketState) -> UInt8 {
        let category = state.listings.face[listing].category
        var cell: UInt8 = 0
        if state.now - state.listings.created[listing] < settings.youngAge { cell |= ModelStratum.young.bit }
        if Int64(state.listings.face[listing].impressions) < settings.coldExposures { cell |= ModelStratum.cold.bit }
        if isTail[Int(category)] { cell |= ModelStratum.tail.bit }
        if Int64(session.ordinal) < settings.userColdSessions { cell |= ModelStratum.userCold.bit }
        if state.users.clicks(of: session.user, in: category) < settings.sparseClicks {
            cell |= ModelStratum.sparse.bit
        }
        return cell
    }
}

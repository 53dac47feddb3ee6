import Storage

/// Keeps a sample of candidates with what their users would really do: all at first, and a half, a quarter, ... of them when there
/// is no more room, evenly over requests and places within them.
final class ModelSample {
    static let capacity = 1 << 18

    struct Candidate: BitwiseCopyable {
        /// Of the true chance of a click.
        var logit: Float
        var user: UInt32
        var listing: UInt32
        var cell: UInt8
        /// Multiples of the golden ratio are spread evenly: those below 2^-k are one in 2^k.
        var order: UInt64
    }

    private(set) var candidates = Column<Candidate>(minimumCapacity: ModelSample.capacity)
    /// Candidates that there were so far.
    private(set) var offered = 0
    private var halvings: UInt64 = 0

    func add(_ logit: Float, user: UInt32, listing: UInt32, cell: UInt8) {
        let order = UInt64(offered) &* 0x9E37_79B9_7F4A_7C15
        offered += 1
        guard isKept(order) else { return }
        if candidates.count == ModelSample.capacity { halve() }
        guard isKept(order) else { return }
        candidates.append(Candidate(logit: logit, user: user, listing: listing, cell: cell, order: order))
    }

    /// Begins anew.
    func restart() {
        candidates.removeAll()
        (offered, halvings) = (0, 0)
    }

    private func isKept(_ order: UInt64) -> Bool { (order &>> (63 - halvings)) &>> 1 == 0 }

    private func halve() {
        halvings += 1
        var kept = 0
        for place in 0..<candidates.count where isKept(candidates[place].order) {
            candidates[kept] = candidates[place]
            kept += 1
        }
        while candidates.count > kept { _ = candidates.removeLast() }
    }
}

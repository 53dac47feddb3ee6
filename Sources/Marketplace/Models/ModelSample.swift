import Storage

/// What the pilot keeps of the requests that it watches.
final class ModelSample {
    static let mostCandidates = 1 << 18
    private static let mostRequests = 1 << 13

    struct Candidate: BitwiseCopyable {
        /// Of the true chance of a click.
        var logit: Float
        var user: UInt32
        var listing: UInt32
        var cell: UInt8
    }

    let candidates = ThinnedSample<Candidate>(capacity: ModelSample.mostCandidates)
    /// Candidates of a request, by cell of strata.
    private let compositions = ThinnedSample<SIMD32<UInt16>>(capacity: ModelSample.mostRequests)

    func add(request composition: SIMD32<UInt16>) { compositions.add(composition) }

    /// Compositions of the requests that are kept.
    var requests: RequestSample { (0..<compositions.elements.count).map { compositions.elements[$0] } }

    /// Begins anew.
    func restart() {
        candidates.restart()
        compositions.restart()
    }
}

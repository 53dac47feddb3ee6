import Storage

/// Says when a feed retrieves candidates.
public enum FeedRetrieval: String, Sendable, CaseIterable, BitwiseCopyable {
    /// For each page anew, from what is live then.
    case eachPage = "each_page"
    /// Once a round of a session: its later pages show what is left of the same candidates. What is listed meanwhile waits
    /// for the next round; what has sold is left out.
    case eachRound = "each_round"
}

/// Keeps, session by session, the candidates of the round that it is in, with their scores, for feeds that retrieve once a round.
///
/// A session's place is used again, and it may be moved into another arm: what is kept says whose it is.
struct RememberedRounds: ~Copyable {
    /// Whose candidates stand at a place.
    private struct Owner: BitwiseCopyable {
        var user = UInt32.max
        var session: UInt32 = 0
        /// Exposures of the session before the round.
        var start: UInt32 = 0
        var count: UInt32 = 0
        var arm: UInt8 = 0

        func isRound(of session: Session, from start: Int) -> Bool {
            user == session.user && self.session == session.ordinal && self.start == UInt32(start)
                && arm == session.arm
        }
    }

    /// Candidates of a round, at most; 0 where no feed retrieves once a round.
    private let width: Int
    private var owners = Column<Owner>()
    private var ids = Column<UInt32>()
    private var scores = Column<Float>()

    init(width: Int) { self.width = width }

    /// Whether the candidates of this round are kept.
    @inline(__always) func holds(_ session: Session, at place: UInt32, from start: Int) -> Bool {
        Int(place) < owners.count && owners[place].isRound(of: session, from: start)
    }

    /// Keeps the candidates of a round that begins; their scores may follow.
    @inline(never) mutating func keep(
        _ candidates: UnsafePointer<UInt32>, count: Int, of session: Session, at place: UInt32, from start: Int
    ) {
        let missing = Int(place) + 1 - owners.count
        if missing > 0 {
            owners.extend(by: missing, with: Owner())
            ids.extend(by: missing * width, with: 0)
            scores.extend(by: missing * width, with: 0)
        }
        owners[place] = Owner(
            user: session.user, session: session.ordinal, start: UInt32(start), count: UInt32(count), arm: session.arm)
        (ids.base + Int(place) * width).update(from: candidates, count: count)
    }

    /// Keeps what the candidates were scored with, in their order.
    @inline(never) func keep(_ scored: UnsafePointer<Float>, at place: UInt32) {
        (scores.base + Int(place) * width).update(from: scored, count: Int(owners[place].count))
    }

    /// Writes down what of a round's candidates can still be shown, in their order, and what they were scored with.
    /// - Parameter isShowable: 1 for what can be shown, 0 for any other listing.
    /// - Returns: how many they are.
    @inline(__always) func recall(
        at place: UInt32, into candidates: UnsafeMutablePointer<UInt32>, scores recalled: UnsafeMutablePointer<Float>,
        isShowable: (UInt32) -> Int
    ) -> Int {
        let (ids, scores) = (ids.base + Int(place) * width, scores.base + Int(place) * width)
        var kept = 0
        for index in 0..<Int(owners[place].count) {
            let listing = ids[index]
            candidates[kept] = listing
            recalled[kept] = scores[index]
            // No branch depends on the answer, which is hard to foresee.
            kept &+= isShowable(listing)
        }
        return kept
    }

    /// Bytes set aside.
    var bytes: Int { owners.bytes + ids.bytes + scores.bytes }
}

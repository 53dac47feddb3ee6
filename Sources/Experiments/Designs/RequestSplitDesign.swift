import Marketplace
import Randomness

extension Design {
    /// Each request for a page is in an arm of its own.
    public static let requestSplit = Design(
        "request_split", words: "request split", units: "requests",
        definition: "Requests for a page split; difference of means over requests, Welch.", role: .requestSplit,
        coarsest: .request)
}

extension DesignModel {
    static let requestSplit = DesignModel(
        .requestSplit, split: RequestsApart.self, rows: { $0.visits.requests })
}

extension WorldRole {
    /// Requests are split one by one.
    public static let requestSplit = WorldRole(rawValue: "request-split")
}

/// Requests for a page, by user, session and the request's number in the session.
struct RequestsApart: UnitSplit {
    let requests: HashSplit

    init(_ draw: SplitDraw) { requests = draw.hashed(".requests") }

    var randomisation: Randomisation? { .requests { arm(ofRequest: $2, session: $1, user: $0) } }

    func arm(ofRequest request: UInt16, session: UInt32, user: UInt32) -> UInt8 {
        requests.arm(ofUnit: StableHash.mix(SessionsApart.name(session, of: user), UInt64(request)))
    }

    static let nameColumns = ["user", "session", "request"]

    func measure(of plan: Plan, users: Int) -> UnitTotals<RequestIndex> {
        UnitTotals(RequestIndex(experimentStart: plan.schedule.warmup), of: plan)
    }

    func forEachUnit(
        of measure: UnitTotals<RequestIndex>, in world: FollowedWorld, _ body: (UnitRow) throws -> Void
    ) rethrows {
        var unit = UnitRow(world.plan.quantities)
        for (number, name) in measure.index.requests.enumerated() {
            unit.name(number, arm: arm(ofRequest: name.request, session: name.session, user: name.user))
            measure.read(number, into: &unit.values)
            try body(unit)
        }
    }

    func name(of number: Int, in measure: UnitTotals<RequestIndex>) -> [Int] {
        let name = measure.index.requests[number]
        return [Int(name.user), Int(name.session), Int(name.request)]
    }
}

/// A row for each page that was asked for in the experiment: for what the user does on it, and for what comes of that later.
struct RequestIndex: UnitIndex {
    let experimentStart: Int64
    /// User, session and the request's number in the session, a row each.
    private(set) var requests: [(user: UInt32, session: UInt32, request: UInt16)] = []
    /// The number in the world of the first of them.
    private var first = JournalRecord.none

    init(experimentStart: Int64) { self.experimentStart = experimentStart }

    var rows: Int { requests.count }

    mutating func row(of record: JournalRecord) -> Int {
        if record.kind == .request, record.time >= experimentStart {
            if requests.isEmpty { first = record.request }
            requests.append((record.user, record.session, UInt16(record[.request])))
        }
        guard record.request != JournalRecord.none, record.request >= first else { return Self.nowhere }
        return Int(record.request - first)
    }
}

import Marketplace

extension Design {
    /// Each session is in an arm of its own.
    public static let sessionSplit = Design(
        "session_split", words: "session split", units: "sessions",
        definition: "Sessions split; difference of means over sessions, Welch.", role: .sessionSplit, coarsest: .request
    )
}

extension DesignModel {
    static let sessionSplit = DesignModel(
        .sessionSplit, split: SessionsApart.self, rows: { $0.visits.sessions })
}

extension WorldRole {
    /// Sessions are split one by one.
    public static let sessionSplit = WorldRole(rawValue: "session-split")
}

/// Sessions, by user and the user's session number.
struct SessionsApart: UnitSplit {
    let sessions: HashSplit

    /// Splits of sessions are independent of those of other units.
    static let layer = ".sessions"

    init(_ draw: SplitDraw) { sessions = draw.hashed(SessionsApart.layer) }

    var randomisation: Randomisation? { .sessions { arm(ofSession: $1, user: $0) } }

    func arm(ofSession session: UInt32, user: UInt32) -> UInt8 {
        sessions.arm(ofUnit: SessionsApart.name(session, of: user))
    }

    static func name(_ session: UInt32, of user: UInt32) -> UInt64 { UInt64(user) << 32 | UInt64(session) }

    static let nameColumns = ["user", "session"]

    func measure(of plan: Plan, users: Int) -> UnitTotals<SessionIndex> {
        UnitTotals(SessionIndex(experimentStart: plan.schedule.warmup), of: plan)
    }

    func forEachUnit(
        of measure: UnitTotals<SessionIndex>, in world: FollowedWorld, _ body: (UnitRow) throws -> Void
    ) rethrows {
        var unit = UnitRow(world.plan.quantities)
        for (number, name) in measure.index.sessions.enumerated() {
            unit.name(number, arm: arm(ofSession: name.session, user: name.user))
            measure.read(number, into: &unit.values)
            try body(unit)
        }
    }

    func name(of number: Int, in measure: UnitTotals<SessionIndex>) -> [Int] {
        let name = measure.index.sessions[number]
        return [Int(name.user), Int(name.session)]
    }
}

/// A row for each session that begins in the experiment, in the order of their beginnings.
struct SessionIndex: UnitIndex {
    let experimentStart: Int64
    /// The user and the user's session number, a row each.
    private(set) var sessions: [(user: UInt32, session: UInt32)] = []
    private var rowOf: [UInt64: Int] = [:]

    init(experimentStart: Int64) { self.experimentStart = experimentStart }

    var rows: Int { sessions.count }

    mutating func row(of record: JournalRecord) -> Int {
        let name = UInt64(record.user) << 32 | UInt64(record.session)
        if record.kind == .sessionStart, record.time >= experimentStart {
            rowOf[name] = sessions.count
            sessions.append((record.user, record.session))
        }
        return rowOf[name] ?? Self.nowhere
    }
}

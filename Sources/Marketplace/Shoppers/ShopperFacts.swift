import PolicyKit

extension MechanismFacts {
    static let shoppers = MechanismFacts(
        "shoppers", "Users open the app, browse and leave, session by session.",
        records: [.sessionStart, .sessionEnd],
        quantities: [.sessions, .repeatVisits, .retained, .lateSessions],
        metrics: [.repeatVisits, .retention],
        signalled: [
            SignalledCondition(
                key: "browsing.declared_intent_share", words: "the declared intent", signal: .declaredCategory,
                isActive: { $0.browsing.declaredIntentShare > 0 }, isReadByAds: true)
        ])
}

extension RecordSchema {
    public static let sessionStart = RecordSchema(
        .sessionStart, "session_start", "a user opens the app", of: .session, .visit)
    public static let sessionEnd = RecordSchema(
        .sessionEnd, "session_end", "the user leaves", of: .session, .visit, .requests, .exposures, .duration)
}

extension RecordColumn {
    public static let requests = RecordColumn("requests", in: .slot, "pages that the session asked for")
    public static let exposures = RecordColumn("exposures", in: .detail, "listings that it saw")
    public static let duration = RecordColumn(
        "duration_ms", in: .value, unit: .milliseconds, "since the session's start")
}

extension Quantity {
    /// Sessions that began.
    public static let sessions = Quantity("sessions", .count(.sessionStart))
    /// Sessions after the first.
    public static let repeatVisits = Quantity("repeat_visits", .beyondFirst(.sessions))
    /// 1 for a session in the last week, else 0.
    public static let retained = Quantity("retained", .any(.lateSessions))
    /// Sessions in the last week.
    public static let lateSessions = Quantity("late_sessions", .count(.sessionStart, inLast: 604_800_000))
}

extension Metric {
    public static let repeatVisits = Metric(
        name: "repeat_visits", label: "Repeat visits", definition: "Sessions per user after the first.",
        kind: .mean(.repeatVisits), unit: .count, moreIsBetter: true)
    public static let retention = Metric(
        name: "retention", label: "Retention",
        definition: "Share of users with a session in the last seven days before the market closes.",
        kind: .mean(.retained), unit: .share, moreIsBetter: true)
}

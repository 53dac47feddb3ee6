extension MechanismFacts {
    static let shoppers = MechanismFacts(
        "shoppers", "Users open the app, browse and leave, session by session.",
        records: [.sessionStart, .sessionEnd])
}

extension RecordSchema {
    public static let sessionStart = RecordSchema(
        .sessionStart, "session_start", "a user opens the app", of: .session, .visit)
    public static let sessionEnd = RecordSchema(
        .sessionEnd, "session_end", "the user leaves", of: .session, .visit, .requests, .exposures, .duration)
}

extension RecordColumn {
    public static let requests = RecordColumn("requests", in: .slot, "how many the session had")
    public static let exposures = RecordColumn("exposures", in: .detail, "how many the session had")
    public static let duration = RecordColumn("duration_ms", in: .value, unit: .milliseconds, "since the session's start")
}

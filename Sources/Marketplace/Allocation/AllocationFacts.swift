import PolicyKit

extension MechanismFacts {
    static let allocation = MechanismFacts(
        "allocation", "An experiment's sessions are allocated to its arms while it learns which arm is best.",
        records: [.allocation])
}

extension RecordSchema {
    public static let allocation = RecordSchema(
        .allocation, "allocation",
        "arms of an experiment that learns have new shares of the sessions that begin, once for each arm", of: .user,
        [.arm], .allocationTurn, .allocationShare)
}

extension RecordColumn {
    public static let allocationTurn = RecordColumn(
        "turn", in: .detail, "how many times shares have been changed before, from 0")
    /// In units of 1e-18.
    public static let allocationShare = RecordColumn(
        "share_quintillionths", in: .value, unit: .quintillionths,
        "the chance with which a session that begins is in the arm, in units of 1e-18")
}

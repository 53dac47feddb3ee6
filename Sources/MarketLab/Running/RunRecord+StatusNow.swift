import RunStore

extension RunRecord {
    /// Where the run stands, also when it was killed before it could say so.
    var statusNow: Status {
        guard status == .running, let process, !ProcessMark.isAlive(process) else { return status }
        return .interrupted
    }
}

extension MarketState {
    /// Gives arms their shares from now on and writes them down, where a bandit does.
    /// - Parameter turn: from 0; all but the first learn.
    mutating func allocate(turn: Int) {
        if turn > 0 { allocation?.learn() }
        guard let desk = allocation else { return }
        let time = desk.allocation.start + Int64(turn) * desk.allocation.settings.update
        for (arm, share) in desk.shares.enumerated() {
            journal.write(
                JournalRecord(
                    time: time, value: Int64((share * 1e18).rounded()), user: 0, session: 0,
                    listing: JournalRecord.none, detail: UInt32(turn), kind: .allocation, arm: UInt8(arm), slot: 0))
        }
    }
}

import RunStore

/// What a log must hold for a market to be fitted to it.
enum Sufficiency {
    private static let users = 30
    private static let items = 30
    private static let views = 100
    private static let days = 1.0...400.0

    /// What the log lacks, with what was found and what is needed; nil for nothing.
    static func shortfall(_ tally: LogTally) -> String? {
        let found = [
            ("users", tally.eventsOfUser.count, users), ("items", tally.items.count, items),
            ("views", tally.count(.view), views),
        ]
        if found.contains(where: { $0.1 < $0.2 }) {
            let (has, needed) = (
                found.map { "\($0.1) \($0.1 == 1 ? String($0.0.dropLast()) : $0.0)" }, found.map { "\($0.2) \($0.0)" }
            )
            return "holds \(list(has)), too little to fit a market to: at least \(list(needed)) are needed"
        }
        guard tally.days >= days.lowerBound else {
            return
                "spans \((tally.days * 240).rounded() / 10) hours, too short to fit a market to: at least 24 are needed"
        }
        guard tally.days <= days.upperBound else {
            return "spans \(Int(tally.days)) days, and at most \(Int(days.upperBound)) can be fitted; is a time wrong?"
        }
        guard let price = tally.items.first?.price, tally.items.contains(where: { $0.price != price }) else {
            return "has one price for all \(tally.items.count) items, from which no spread of prices can be fitted"
        }
        return nil
    }

    private static func list(_ words: [String]) -> String {
        words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
    }
}

/// Finds what became of every purchase that was begun, as long as the log goes on for long enough to tell.
struct PurchaseMatching {
    /// Purchases begun early enough, and how many of them were paid.
    private(set) var begun = 0
    private(set) var paid = 0

    /// - Parameter window: milliseconds after which a purchase that is not paid never will be.
    init(_ tally: LogTally, window: Int64) {
        var payments = Dictionary(grouping: tally.done, by: \.pair).mapValues { $0.map(\.time).sorted() }
        for (pair, purchases) in Dictionary(grouping: tally.begun, by: \.pair).sorted(by: { $0.key < $1.key }) {
            // The latest first: a payment belongs to the last purchase begun before it.
            for purchase in purchases.sorted(by: { $0.time > $1.time }) {
                var isPaid = false
                if let times = payments[pair],
                    let place = times.lastIndex(where: { $0 >= purchase.time && $0 <= purchase.time + window })
                {
                    payments[pair]?.remove(at: place)
                    isPaid = true
                }
                guard purchase.time + window <= tally.end else { continue }
                begun += 1
                paid += isPaid ? 1 : 0
            }
        }
    }
}

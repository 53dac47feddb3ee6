/// Says which challengers learn from control's log before the experiment starts, and where what each arm's ranking policy remembers
/// of a slot stands in the slot's row.
///
/// Until then such a challenger scores each of control's pages in the shadow, when the page is frozen, and hears of what becomes of it
/// as control's own policy would. Nobody is shown what it scored.
struct ShadowLearners {
    /// The challengers' arms, from 1.
    let arms: [Int]
    /// Numbers in a slot's row.
    let width: Int
    /// Where an arm's numbers begin in a row.
    let starts: [Int]
    /// Whether the experiment has not started yet.
    private(set) var areLearning: Bool
    /// Tickets below are of exposures before the experiment's start, of which a challenger has heard under the same ticket.
    private var firstTicketOfExperiment = Int.max

    /// - Parameters:
    ///   - arms: of the challengers.
    ///   - rememberedCounts: how many numbers each arm's ranking policy remembers.
    init(_ arms: [Int], rememberedCounts: [Int]) {
        self.arms = arms
        areLearning = !arms.isEmpty
        // Policies of which a page has one at a time share a place.
        let others = rememberedCounts.indices.filter { !arms.contains($0) }
        var width = others.map { rememberedCounts[$0] }.max() ?? 0
        var starts = Array(repeating: 0, count: rememberedCounts.count)
        for arm in arms {
            starts[arm] = width
            width += rememberedCounts[arm]
        }
        self.starts = starts
        self.width = width
    }

    /// The experiment starts.
    /// - Parameter ticket: that the next exposure would have.
    mutating func endLearning(nextTicket ticket: Int) {
        areLearning = false
        firstTicketOfExperiment = ticket
    }

    /// Whether the challengers have heard of the exposure that has this ticket in control's queue.
    func know(_ ticket: Int) -> Bool { ticket < firstTicketOfExperiment }
}

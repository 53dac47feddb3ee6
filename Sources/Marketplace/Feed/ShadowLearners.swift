/// Says which arms' ranking policies learn from pages that another arm served, and where what each arm's ranking policy remembers of a
/// slot stands in the slot's row.
///
/// Such a policy scores each of those pages in the shadow, when the page is frozen, and hears of what becomes of it as the policy that
/// served it would. Nobody is shown what it scored. A challenger that is trained does so with control's pages until the experiment
/// starts; where data are pooled, all go on with everybody's.
struct ShadowLearners {
    /// The challengers that are trained on control's pages, from 1.
    let arms: [Int]
    /// Numbers in a slot's row.
    let width: Int
    /// Where an arm's numbers begin in a row.
    let starts: [Int]
    /// The arms whose policies learn from everybody's pages as of now: until the experiment starts from control's, which are all.
    private(set) var listeners: [Int]
    /// Whether the experiment has started, and each arm learns from all pages.
    private(set) var arePooled = false
    /// Tickets below are of exposures before the experiment's start, of which a challenger has heard under the same ticket.
    private var firstTicketOfExperiment = Int.max

    /// - Parameters:
    ///   - arms: of the challengers.
    ///   - rememberedCounts: how many numbers each arm's ranking policy remembers.
    init(_ arms: [Int], rememberedCounts: [Int]) {
        self.arms = arms
        listeners = arms
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

    /// Whether any arm learns from pages that another one served.
    var areLearning: Bool { !listeners.isEmpty }

    /// The experiment starts, and each arm learns from its own pages.
    /// - Parameter ticket: that the next exposure would have.
    mutating func endLearning(nextTicket ticket: Int) {
        listeners = []
        firstTicketOfExperiment = ticket
    }

    /// The experiment starts, and each of these arms learns from all pages.
    mutating func pool(_ arms: [Int]) {
        listeners = arms
        arePooled = true
    }

    /// Whether the challengers have heard of the exposure that has this ticket in control's queue.
    func know(_ ticket: Int) -> Bool { ticket < firstTicketOfExperiment }
}

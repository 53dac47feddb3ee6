import Experiments

/// How many replications a night does before it is over: all of every plan, or as many as its time allows.
///
/// With a budget every scenario first does two, in their order; then the one whose verdict is least settled doubles what it has, while there is
/// time for it. What is done depends on the clock; what is said of it does not.
struct NightBudget {
    /// A scenario as the budget sees it.
    struct Work {
        /// Replications that its plan has, and those done.
        let planned: Int
        var done = 0
        /// Seconds that a replication took; nil until one was run.
        var secondsEach: Double?
        var isUnclear = true
        /// Replications that a verdict would take; nil where that is not known.
        var needed: Int?
        /// Whether it has failed and is not tried again.
        var isOver = false

        init(planned: Int) { self.planned = planned }
    }

    /// Seconds for replications; nil where there is no bound.
    let seconds: Double?
    private static let first = 2

    /// What to run next: a scenario's place, and up to which number of replications; nil when the night is over.
    /// - Parameter spent: seconds so far.
    func next(_ works: [Work], spent: Double) -> (place: Int, replications: Int)? {
        let open = works.indices.filter { !works[$0].isOver && works[$0].done < works[$0].planned }
        guard let seconds else { return open.first.map { ($0, works[$0].planned) } }
        let left = seconds - spent
        guard left > 0 else { return nil }
        if let new = open.first(where: { works[$0].done < min(Self.first, works[$0].planned) }) {
            return (new, min(Self.first, works[new].planned))
        }
        // A clear verdict waits for those that are not; among these the one comes first that has the smallest share of what it needs.
        let order = open.sorted { a, b in
            (works[a].isUnclear ? 0 : 1, share(works[a]), a) < (works[b].isUnclear ? 0 : 1, share(works[b]), b)
        }
        for place in order {
            let work = works[place]
            let affordable = work.secondsEach.map { $0 > 0 ? Int(left / $0) : work.planned } ?? work.planned
            let more = min(work.done, affordable, work.planned - work.done)
            if more > 0 { return (place, work.done + more) }
        }
        return nil
    }

    private func share(_ work: Work) -> Double {
        Double(work.done) / Double(min(work.planned, work.needed ?? work.planned))
    }
}

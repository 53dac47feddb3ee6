import Experiments
import Marketplace

/// When pages were asked for, what of the budget was used, and what asking brought.
struct RequestSection {
    /// Line plots by day.
    let courses: [String]
    let hasBudgets: Bool
    let budgets: [BudgetLine]
    let hasUplift: Bool
    /// The sentence that says what the uplift is.
    let upliftLead: String
    let widePlot: String
    let narrowPlot: String
    let uplifts: [UpliftLine]
    let method: String
    /// What is absent, and why.
    let notes: [String]

    /// The budget of one arm.
    struct BudgetLine {
        let arm: String
        /// Requests a user and day.
        let rate: String
        let period: String
        let given: String
        let spent: String
        let share: String
        let exhausted: String
        let refused: String

        init(_ arm: String, _ budget: BudgetUse) {
            self.arm = arm
            rate = Digits.plain(budget.rate)
            let days = budget.periodHours / 24
            period = days < 1 ? "\(Digits.plain(budget.periodHours)) h" : Digits.days(days)
            given = Digits.count(budget.given)
            spent = Digits.count(budget.spent)
            share = Figure.value(.share).text(budget.share)
            exhausted = "\(Digits.count(budget.exhausted)) of \(Digits.count(budget.periods))"
            refused = Digits.count(budget.refused)
        }

        /// As in a table of Markdown, in the order of its titles.
        var cells: [String] { [MarkdownText.inline(arm), rate, period, given, spent, share, exhausted, refused] }
        static let titles = [
            "Arm", "Budget a user and day", "Period", "Given", "Spent", "Used", "Periods used up", "Refused",
        ]
    }

    /// One bin of one arm.
    struct UpliftLine {
        let label: String
        let arm: String
        let uplift: EffectText
        let asked: String
        let kept: String
        let users: String

        /// As in a table of Markdown, in the order of its titles.
        var cells: [String] { [label, MarkdownText.inline(arm), uplift.line, asked, kept, users] }
        static let titles = ["Moments", "Arm", "Uplift in clicks", "Asked", "Kept", "Users"]
    }

    /// Nil when both arms ask at their pages' ends only.
    init?(_ readout: Readout) {
        guard let requests = readout.requests else { return nil }
        let named = Array(zip(readout.arms, requests.arms))
        courses = RequestSection.courses(requests, of: readout).enumerated().map { index, course in
            LinePlot(course, of: readout, id: "requests\(index)").drawing.markup
        }
        budgets = named.compactMap { arm, requests in requests.budget.map { BudgetLine(arm.name, $0) } }
        hasBudgets = !budgets.isEmpty
        let arms = ArmUplift.all(readout)
        hasUplift = !arms.isEmpty
        let level = readout.level
        let horizons = Wording.distinct(arms.map { Digits.count($0.uplift.horizon) }).joined(separator: " or ")
        upliftLead =
            "At explored moments the policy drew its decision with a known chance: what followed a request less what "
            + "followed where the page was kept, in clicks over the next \(horizons) exposures or to the session's end; by the slot "
            + "that was exposed last, and by the session's exposures so far."
        widePlot = DotIntervalPlot(arms, id: "uplift-wide", level: level, layout: .wide).drawing.markup
        narrowPlot = DotIntervalPlot(arms, id: "uplift-narrow", level: level, layout: .narrow).drawing.markup
        uplifts = ArmUplift.rows(arms).flatMap { row in
            zip(arms, row.bins).map { arm, bin in
                UpliftLine(
                    label: row.label, arm: arm.name, uplift: ArmUplift.text(bin), asked: Digits.count(bin.asked),
                    kept: Digits.count(bin.kept), users: Digits.count(bin.users))
            }
        }
        method = Wording.distinct(arms.map(\.uplift.method)).joined(separator: "; ")
        notes = named.compactMap { RequestSection.note($0.name, $1) }
    }

    /// Requests a user and day; those that were refused only where there are any.
    private static func courses(_ requests: RequestReadout, of readout: Readout) -> [TimeCourse] {
        func course(_ name: String, _ counts: (RequestTimeline) -> [Int]) -> TimeCourse {
            let arms = zip(readout.arms, requests.arms).map { arm, requests -> [Double?] in
                counts(requests.timeline).map { arm.users > 0 ? Double($0) / Double(arm.users) : nil }
            }
            return TimeCourse(metric: name, control: arms.first ?? [], treatment: arms.last ?? [])
        }
        let refused = requests.arms.flatMap(\.timeline.refused).reduce(0, +)
        return [course("inserted_requests", \.inserted), course("requests_at_page_ends", \.pageEnd)]
            + (refused > 0 ? [course("refused_requests", \.refused)] : [])
    }

    /// What one arm does not have.
    private static func note(_ name: String, _ arm: RequestReadout.Arm) -> String? {
        if !arm.asksWithinPage { return "\(name) asks at the ends of its pages only." }
        var missing: [String] = []
        if arm.budget == nil { missing.append("has no budget set") }
        if arm.uplift == nil { missing.append("explored nothing, so what its requests bring is not known") }
        return missing.isEmpty ? nil : "\(name) \(missing.joined(separator: " and "))."
    }
}

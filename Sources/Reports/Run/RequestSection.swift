import Experiments
import Marketplace

/// When pages were asked for, what of the budget was used, and what asking brought.
struct RequestSection: Section {
    let id = "requests"
    let title = "When pages were asked for"
    let blocks: [any Block]
    var media = Media.written

    /// Nil when both arms ask at their pages' ends only.
    init?(_ readout: Readout) {
        guard let requests = readout.requests else { return nil }
        let named = Array(zip(readout.arms, requests.arms))
        let courses = RequestSection.courses(requests, of: readout).enumerated().map { index, course in
            LinePlot(course, of: readout, id: "requests\(index)").drawing
        }
        let uplifts = ArmUplift.all(readout)
        blocks =
            [
                Prose(
                    "Requests of the experiment's own worlds, per user and day, over all replications. Inserted ones came "
                        + "before their page's end.", .lead
                ).only(.page), Drawings(courses),
                RequestSection.budgets(named.compactMap { arm, requests in requests.budget.map { (arm.name, $0) } }),
            ] + (uplifts.isEmpty ? [] : RequestSection.blocks(uplifts, level: readout.level))
            + [Points(named.compactMap { RequestSection.note($0.name, $1) })]
    }

    private static func budgets(_ budgets: [(arm: String, use: BudgetUse)]) -> Table {
        Table(
            name: "Request budgets",
            caption: "Inserted requests and their budget in the experiment, over all replications",
            columns: [
                .init(title: "Arm", kind: .name), .init(title: "Budget per user and day"), .init(title: "Period"),
                .init(title: "Given"), .init(title: "Spent"), .init(title: "Used"), .init(title: "Periods used up"),
                .init(title: "Refused"),
            ],
            rows: budgets.map { arm, budget in
                let days = budget.periodHours / 24
                func count(_ number: Int) -> Table.Cell { .init(Digits.count(number), number: Double(number)) }
                return [
                    .init(arm), .init(Digits.plain(budget.rate), number: budget.rate),
                    .init(days < 1 ? "\(Digits.plain(budget.periodHours)) h" : Digits.days(days)), count(budget.given),
                    count(budget.spent), .init(Figure.value(.share).text(budget.share), number: budget.share),
                    .init("\(Digits.count(budget.exhausted)) of \(Digits.count(budget.periods))"),
                    count(budget.refused),
                ]
            })
    }

    /// What asking brought, where an arm explored.
    private static func blocks(_ arms: [ArmUplift], level: Double) -> [any Block] {
        let horizons = Wording.distinct(arms.map { Digits.count($0.uplift.horizon) }).joined(separator: " or ")
        let method = Wording.distinct(arms.map(\.uplift.method)).joined(separator: "; ")
        let rows = ArmUplift.rows(arms).flatMap { row in
            zip(arms, row.bins).map { arm, bin -> [Table.Cell] in
                [
                    .init(row.label), .init(arm.name), .init(ArmUplift.text(bin), bin.uplift),
                    .init(Digits.count(bin.asked), number: Double(bin.asked)),
                    .init(Digits.count(bin.kept), number: Double(bin.kept)),
                    .init(Digits.count(bin.users), number: Double(bin.users)),
                ]
            }
        }
        let table = Table(
            name: "Explored decision points",
            columns: [
                .init(title: "Decision points", kind: .name), .init(title: "Arm", kind: .words),
                .init(title: "Uplift in clicks"), .init(title: "Asked"), .init(title: "Kept"), .init(title: "Users"),
            ], rows: rows)
        return [
            Heading("What asking brought").only(.page),
            Prose(
                "At explored decision points the policy drew its decision with a known chance: what followed a request less "
                    + "what followed where the page was kept, in clicks over the next \(horizons) exposures or to the session's "
                    + "end; by the slot that was exposed last, and by the session's exposures so far.", .lead),
            Drawing(
                wide: DotIntervalPlot(arms, id: "uplift-wide", level: level, layout: .wide).drawing,
                narrow: DotIntervalPlot(arms, id: "uplift-narrow", level: level, layout: .narrow).drawing),
            Folded(
                title: "How many decision points there were, and how they were read",
                blocks: [
                    table,
                    Prose("\(method). Without an interval: fewer than 30 users, or no click that differs.", .note),
                ], media: .written),
        ]
    }

    /// Requests per user and day; those that were refused only where there are any.
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

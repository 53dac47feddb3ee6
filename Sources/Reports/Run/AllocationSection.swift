import Experiments
import Marketplace

/// What a bandit says, what it costs, and whether it ends with the arm that is best in truth.
struct AllocationSection: Section {
    let id = "allocation"
    let title = "Bandit: what it says and what it costs"
    let blocks: [any Block]
    var media = Media.written

    /// Nil where no world allocates sessions.
    init?(_ readout: Readout) {
        guard let allocation = readout.allocation, readout.arms.count > 1 else { return nil }
        let level = "\(Digits.plain(readout.level * 100)) %"
        let words = (Bandit(rawValue: allocation.bandit)?.words) ?? allocation.bandit
        let favourite = allocation.favourite.map {
            " The arm that is best in truth ends with the largest share in \($0.count) of \(Plural.text($0.of, "replication"))."
        }
        let every = Self.every(allocation.updateHours)
        let changes =
            allocation.bandit == Bandit.uniform.rawValue
            ? "the chances stay equal; one looks every \(every)"
            : "the chances change every \(every) by the clicks per session so far"
        let control = readout.arms[0].name
        let design = allocation.costs.dropLast().last?.label ?? ""
        blocks =
            [
                Prose(
                    "In a world of its own each session is in an arm by chance (\(words)), and \(changes); a replication has "
                        + "\(Digits.count(Int(allocation.sessions.rounded()))) sessions.\(favourite ?? "")", .lead),
                Drawings([LinePlot(allocation).drawing]),
                Self.arms(allocation),
            ]
            + readout.treatments.flatMap { one -> [any Block] in
                guard let allocation = one.allocation, one.arms.count > 1 else { return [] }
                return [
                    Heading("What its log says of \(one.arms[1].name) against \(control), in clicks per session"),
                    Self.values(allocation, of: one.arms[1].name),
                ] + (allocation.values.compactMap(\.note).first.map { [Points(["\($0)."])] } ?? [])
            } + [
                Prose(
                    "Says: mean over replications, with \(level) intervals; bias: that less the truth; SE: what one replication shows; excludes 0: replications "
                        + "whose interval does so at any change of the shares or at the end; held: replications whose last interval holds the truth, "
                        + "whose own error counts as well. Always-valid intervals hold at all of these looks together; fixed-horizon ones are meant for "
                        + "one look.", .note),
                Heading("Regret: clicks lost against everybody in the best arm"),
                Self.costs(allocation),
            ]
            + (allocation.saved.map {
                [
                    Prose(
                        "The bandit's clicks less those of the \(design), as a share of what everybody in the best arm brings: \(EffectText($0, Figure.relative).line).",
                        .note)
                ]
            } ?? [])
    }

    private static func every(_ hours: Double) -> String {
        switch hours {
        case 24: "day"
        case 1: "hour"
        case _ where hours.truncatingRemainder(dividingBy: 24) == 0: Plural.text(Int(hours / 24), "day")
        default: "\(Digits.plain((hours * 100).rounded() / 100)) hours"
        }
    }

    private static func arms(_ allocation: AllocationReadout) -> Table {
        let (shares, counts) = (Figure.value(.share), Figure.value(.count))
        return Table(
            name: "Arms of the bandit",
            columns: [
                .init(title: "Arm", kind: .name), .init(title: "Sessions in it"), .init(title: "Share at the end"),
                .init(title: "Clicks per session, in truth"),
            ],
            rows: allocation.arms.map { arm in
                let last = arm.course.last
                return [
                    .init(arm.name), .init(EffectText(arm.share, shares), arm.share),
                    last.map { .init(shares.text($0), number: $0) } ?? .init(Digits.absent),
                    .init(EffectText(arm.truth, counts), arm.truth),
                ]
            })
    }

    private static func values(_ allocation: AllocationReadout, of treatment: String) -> Table {
        let figure = Figure.difference(.count)
        func cell(_ effect: EffectEstimate?) -> Table.Cell {
            effect.map { .init(EffectText($0, figure), $0) } ?? .init(Digits.absent)
        }
        func rate(_ rate: DesignStudy.Rate?) -> Table.Cell {
            rate.map { .init("\($0.count) of \($0.of)", number: $0.share) } ?? .init(Digits.absent)
        }
        return Table(
            name: "What the bandit says of \(treatment)",
            columns: [
                .init(title: "Estimator", kind: .name), .init(title: "Says"), .init(title: "Bias"), .init(title: "SE"),
                .init(title: "Excludes 0"), .init(title: "Held"),
            ],
            rows: allocation.values.map { value in
                [
                    .init(value.label), cell(value.difference), cell(value.bias),
                    value.standardError.map { .init(figure.unsigned.text($0), number: $0) } ?? .init(Digits.absent),
                    rate(value.found), rate(value.coverage),
                ]
            } + [
                [
                    .init("truth"), cell(allocation.truth), .init(Digits.absent), .init(Digits.absent),
                    .init(Digits.absent),
                    .init(Digits.absent),
                ]
            ])
    }

    private static func costs(_ allocation: AllocationReadout) -> Table {
        Table(
            name: "Regret of the bandit",
            columns: [
                .init(title: "Sessions are treated by", kind: .name), .init(title: "Clicks per replication"),
                .init(title: "Regret"),
            ],
            rows: allocation.costs.map { cost in
                [
                    .init(cost.label),
                    .init(Digits.grouped(cost.clicks.rounded(), decimals: 0, signed: false), number: cost.clicks),
                    cost.regret.map { .init(EffectText($0, Figure.relative), $0) } ?? .init(Digits.absent),
                ]
            })
    }
}

extension LinePlot {
    /// The shares of the arms, change by change.
    fileprivate init(_ allocation: AllocationReadout) {
        let styles = ["control", "treatment"]
        self.init(
            id: "allocation-shares", title: "Share of sessions by arm",
            description: "The chance with which a session is in each arm, from one change of the shares to the next.",
            series: allocation.arms.enumerated().map { number, arm in
                Series(
                    name: arm.name, style: number < styles.count ? styles[number] : "truth", values: arm.course)
            }, shaded: [], marked: nil, figure: .value(.share), axis: (name: "change", first: 0))
    }
}

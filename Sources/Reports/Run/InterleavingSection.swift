import Experiments
import Marketplace

/// Which ranking wins where both share pages, and whether that is the better one.
struct InterleavingSection: Section {
    let id = "interleaving"
    let title = "Interleaving: which ranking wins on shared pages"
    let blocks: [any Block]
    var media = Media.written

    /// Nil where nothing was interleaved between two arms.
    init?(_ readout: Readout) {
        let arms = readout.arms.prefix(2).map(\.name)
        guard let interleaving = readout.interleaving, arms.count == 2 else { return nil }
        let level = "\(Digits.plain(readout.level * 100)) %"
        blocks = [
            Prose(
                "In a world of its own both rankings share every page (\(interleaving.method)), and what a user does with a slot is "
                    + "credited to the ranking that it was taken from. Per user and experiment, mean over replications, with "
                    + "\(level) intervals.", .lead),
            InterleavingSection.credits(interleaving, arms: arms),
            Heading("How many sessions it takes"),
            Prose(
                "Sessions after which the sign is right in 95 % of experiments, by the difference and the spread of what is compared; "
                    + "none where the difference is not clear of 0. What wins on shared pages need not be what a launch "
                    + "brings: the last columns say whether it is."),
            InterleavingSection.sessions(interleaving),
        ]
    }

    private static func credits(_ interleaving: InterleavingReadout, arms: [String]) -> Table {
        let (counts, shares) = (Figure.value(.count), Figure.value(.share))
        return Table(
            name: "Credits",
            columns: [
                .init(title: "Credited by", kind: .name), .init(title: arms[0]), .init(title: arms[1]),
                .init(title: "\(arms[1]) less \(arms[0])"), .init(title: "Users for \(arms[1])"),
                .init(title: "Replications won"),
            ],
            rows: interleaving.credits.map { credit in
                [
                    .init(credit.label), .init(counts.text(credit.control), number: credit.control),
                    .init(counts.text(credit.treatment), number: credit.treatment),
                    .init(EffectText(credit.difference, Figure.difference(.count)), credit.difference),
                    credit.wins.map { .init(EffectText($0, shares), $0) } ?? .init(Digits.absent),
                    .init("\(credit.treatmentWins) : \(credit.controlWins)"),
                ]
            })
    }

    private static func sessions(_ interleaving: InterleavingReadout) -> Table {
        func sessions(_ needed: EffectEstimate?) -> Table.Cell {
            guard let needed else { return .init("not clear of 0") }
            let text = [needed.estimate, needed.lower, needed.upper].map {
                $0.map { Digits.grouped($0.rounded(.up), decimals: 0, signed: false) } ?? Digits.absent
            }
            return .init("\(text[0]) (\(text[1]) to \(text[2]))", number: needed.estimate)
        }
        return Table(
            name: "Sessions needed",
            columns: [
                .init(title: "Credited by", kind: .name), .init(title: "Interleaving"), .init(title: "User split"),
                .init(title: "Times as many"), .init(title: "A launch brings"), .init(title: "Direction"),
            ],
            rows: interleaving.credits.map { credit in
                let split = credit.userSplit
                return [
                    .init(credit.label), sessions(credit.sessionsNeeded),
                    split.map { sessions($0.sessionsNeeded) } ?? .init(Digits.absent),
                    split?.times.map { .init(EffectText($0, Figure.factor), $0) }
                        ?? .init(Digits.absent),
                    split?.truth.map { .init(EffectText($0, Figure.relative), $0) } ?? .init(Digits.absent),
                    .init(credit.direction?.rawValue ?? Digits.absent),
                ]
            })
    }
}

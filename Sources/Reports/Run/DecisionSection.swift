import Experiments
import PolicyKit

/// What the decision rule does with the experiments of each design, and how often that is wrong: the decision table.
struct DecisionSection: Section {
    let id: String
    let title: String
    let blocks: [any Block]
    var media = Media.all

    /// Nil where there is no decision. One experiment makes no table: what its rule says stands in the banner.
    /// - Parameter place: of the treatment.
    init?(_ readout: Readout, treatment place: Int = 0) {
        let one = readout.treatments[place]
        guard let decision = one.decision, decision.designs.contains(where: { $0.launches.of > 1 }) else { return nil }
        let name = readout.treatmentName(place).map { " of \($0)" } ?? ""
        id = place == 0 ? "decision" : "decision-\(place + 1)"
        title = "What one experiment\(name) would decide"
        blocks = [
            Prose(DecisionSection.lead(decision, name), .lead),
            DecisionSection.table(decision, name: "Decisions\(name)", in: readout.money),
            Prose("\(DecisionSection.experiments(decision, of: one)) \(DecisionSection.legend)", .note),
        ]
    }

    /// - Parameter name: " of" the treatment, where there are several.
    private static func lead(_ decision: DecisionReadout, _ name: String) -> String {
        guard let truth = decision.truth, decision.isBeyondChance else {
            return
                "The truth\(name.isEmpty ? " of these replications" : name) is not known beyond chance, so no decision is called "
                + "right or wrong."
        }
        return truth == .launch
            ? "The truth\(name) is to launch: whatever is dropped is something good."
            : "The truth\(name) is not to launch: whatever is launched is something that does not bring what the rule asks for."
    }

    private static func table(_ decision: DecisionReadout, name: String, in currency: Currency) -> Table {
        func cell(_ share: ExactShare?, isWrong: Bool = false) -> Table.Cell {
            var cell = Table.Cell(share.map(text) ?? EffectText.absent, share.map(effect))
            if isWrong, share?.count ?? 0 > 0 { cell.tone = .fail }
            return cell
        }
        let money = Figure.total(currency)
        return Table(
            name: name,
            columns: [
                .init(title: "Design", kind: .name), .init(title: "Launch"),
                .init(title: "Do not launch", brief: "do not"),
                .init(title: "Go on"), .init(title: "Days more", brief: "days"), .init(title: "Type S"),
                .init(title: "Type M"), .init(title: "Cost per week", brief: "cost/week"),
            ],
            rows: decision.designs.map { row in
                [
                    .init(row.words), cell(row.launches, isWrong: row.harmfulLaunches?.count ?? 0 > 0),
                    cell(row.drops, isWrong: row.missedLaunches?.count ?? 0 > 0), cell(row.goesOn),
                    .init(
                        row.moreDays.map { Digits.count(Int($0.rounded(.up))) } ?? Digits.absent, number: row.moreDays),
                    cell(row.wrongSigns),
                    .init(row.exaggeration.map { EffectText($0, .factor) } ?? .absent, row.exaggeration),
                    .init(row.costPerWeek.map { EffectText($0, money) } ?? .absent, row.costPerWeek),
                ]
            })
    }

    /// `83 % [36, 100]`.
    private static func text(_ share: ExactShare) -> EffectText { EffectText(effect(share), .wholePercent) }

    private static func effect(_ share: ExactShare) -> EffectEstimate {
        EffectEstimate(estimate: share.share, lower: share.lower, upper: share.upper)
    }

    /// What the rows count, and which designs have none.
    private static func experiments(_ decision: DecisionReadout, of readout: Readout) -> String {
        let drawn = decision.designs.filter { $0.drawn != nil }
        let again =
            drawn.isEmpty
            ? ""
            : " As nothing passes between the arms of the \(Plural.list(drawn.map(\.words))), users are split anew "
                + "\(Digits.count(drawn[0].drawn ?? 0)) times on the same worlds besides; these shares' intervals are of "
                + "these worlds."
        let studied =
            readout.study?.metrics.first { $0.name == decision.goal }?.designs.filter(\.isExperiment).map(\.words) ?? []
        let missing = studied.filter { words in !decision.designs.contains { $0.words == words } }
        return
            "Each replication is one experiment, decided by its own \(Digits.plain(readout.level * 100)) % interval; shares have "
            + "exact intervals.\(again)"
            + (missing.isEmpty
                ? "" : " Single experiments of the \(Plural.list(missing)) give no interval to decide by.")
    }

    private static let legend =
        "Days more: until a typical experiment that goes on would be decided with a chance of 80 %, if its error falls with the "
        + "root of time; absent where none goes on, and where ten years would not do. Type S: significant experiments with the "
        + "wrong sign. Type M: how many times the true effect the significant ones are. Cost: of decisions other than the truth's, per experiment and week, going on counted as not "
        + "launching, at what a launch brings on average."
}

/// What stands first of a run: what the rule does, what the truth advises and what the difference costs.
enum DecisionBanner {
    /// Nil where there is no decision.
    /// - Parameter treatment: its name, where there are several.
    static func banner(_ readout: Readout, treatment: String?) -> Banner? {
        readout.decision.map {
            var banner = Banner(
                advice: "The decision\(treatment.map { " on \($0)" } ?? "")", headline: $0.headline, details: $0.details
            )
            banner.isLabelled = treatment != nil
            return banner
        }
    }
}

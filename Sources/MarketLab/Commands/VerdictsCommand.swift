import Analysis
import ArgumentParser
import Experiments
import PolicyKit
import Reports
import RunStore
import Tables

/// `marketlab verdicts`: how often a verdict of few replications of a run would be wrong.
struct VerdictsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verdicts", abstract: "How often a verdict of few replications is wrong.",
        discussion: """
            A stored run of many replications is taken for what is true; few of them are
            drawn again and again, and each draw gets the verdict that a run of so few
            would have got. The table says how many of them are right, wrong and unclear,
            and what --until-clear would have said (where the run has 96 replications).

            Examples:
              marketlab run my.yaml --replications 400
              marketlab verdicts my
              marketlab verdicts my --metric orders --sizes 3,6,12,24 --margin '50 %'
            """)

    @Argument(help: "A run's id, the start of one, or a scenario's name for its newest readout.") var name: String
    @Option(help: "The metric that is judged. (default: the run's goal)") var metric: String?
    @Option(help: "Numbers of replications, with commas between.") var sizes = "3,6,12"
    @Option(help: "How often to draw so many.") var draws = 1_000
    @Option(
        help: "Share of the true effect up to which a bias is none that matters. (default: 25 %)",
        transform: ShareOption.share)
    var margin: Share?
    @Option(
        help: "The same where the true effect is not clear of 0: a share of control. (default: 1 %)",
        transform: ShareOption.share)
    var floor: Share?
    @Option(help: "Seed of the draws.", transform: ChangeOptions.seed) var seed: UInt64 = 1
    @OptionGroup var place: StoreOptions
    @OptionGroup var output: StoredDocumentOptions

    func run() throws {
        let (sizes, rule) = try (numbers(), rule())
        guard 1...1_000_000 ~= draws else { throw Mistake("--draws is \(draws); expected 1 to 1000000") }
        let (record, readout) = try StoredReadout.matching(name, in: place.open())
        let judged = try judged(of: readout)
        do {
            let reliability = try VerdictReliability(
                of: judged, sizes: sizes, looks: VerdictRule.looksUntilClear(), rule: rule, draws: draws, seed: seed,
                level: readout.level)
            let currency = readout.currency.flatMap(Currency.init(code:)) ?? .usd
            try output.show(
                VerdictsDocument(reliability, scenario: readout.scenario, run: record.id, currency: currency))
        } catch let fault as VerdictReliability.Fault {
            switch fault {
            case .unjudged:
                throw Mistake("run \(record.id) has no replication that compares \(judged.name) with the truth")
            case .tooFew(let asked, let there):
                throw Mistake(
                    "--sizes asks for \(asked) replications, and run \(record.id) has \(there) to draw from; "
                        + "run it again with more, such as --replications 400")
            }
        }
    }

    private func numbers() throws -> [Int] {
        let words = sizes.split(separator: ",", omittingEmptySubsequences: false)
        let read = words.compactMap { Int($0.trimmingPrefix(while: \.isWhitespace)) }
        guard read.count == words.count, read.allSatisfy({ $0 >= 1 }), read.count <= 20 else {
            let named = ForeignText.quoted(sizes)
            throw Mistake("--sizes is \"\(named)\"; expected up to 20 numbers of replications, such as 3,6,12")
        }
        return read
    }

    private func rule() throws -> VerdictRule {
        var rule = VerdictRule()
        if let margin {
            guard 0.001...1 ~= margin.value else { throw Mistake("--margin is \(margin); expected 0.1 % to 100 %") }
            rule.margin = margin.value
        }
        if let floor {
            guard 0.0001...1 ~= floor.value else { throw Mistake("--floor is \(floor); expected 0.01 % to 100 %") }
            rule.floor = floor.value
        }
        return rule
    }

    private func judged(of readout: Readout) throws -> MetricReadout {
        guard let metric else {
            guard let goal = readout.metrics.first else { throw Mistake("the run read out no metric") }
            return goal
        }
        guard let found = readout.metrics.first(where: { $0.name == metric }) else {
            throw Mistake(
                "--metric is \"\(ForeignText.quoted(metric))\", and the run read out "
                    + Plural.list(readout.metrics.map(\.name)))
        }
        return found
    }
}

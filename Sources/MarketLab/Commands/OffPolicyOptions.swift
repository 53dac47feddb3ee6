import Analysis
import ArgumentParser

/// The options of `marketlab analyze` that say what a log of decisions has for the value of another policy.
struct OffPolicyOptions: ParsableArguments {
    @Flag(help: "Values another policy from a log of decisions with their propensities; needs the next three.")
    var offPolicy = false
    @Option(help: "Column of what a decision brought.") var reward: String?
    @Option(help: "Column of the chance with which a decision was drawn, above 0 and at most 1.") var logging: String?
    @Option(help: "Column of the chance with which the target policy would have drawn it, 0 to 1.") var target: String?
    @Option(help: "Column of a reward model's prediction of what was done: doubly robust.") var predicted: String?
    @Option(help: "Column of that prediction's expectation under the target policy.") var predictedTarget: String?
    @Option(help: "Column that says which slate a row belongs to; needs --position.") var slate: String?
    @Option(help: "Column of positions in the slate, whole numbers from the top.") var position: String?
    @Option(help: "How slates are filled: sequential, or independent of what stands elsewhere. (default: sequential)")
    var slots: String?
    @Option(help: "Column of a score: AUC, and NDCG of slates.") var score: String?

    /// Options that say nothing without `--off-policy`, with whether they are given.
    private var all: [IdleOption] {
        [
            ("reward", reward), ("logging", logging), ("target", target), ("predicted", predicted),
            ("predicted-target", predictedTarget), ("slate", slate), ("position", position), ("slots", slots),
            ("score", score),
        ].map { ($0, $1 != nil) }
    }

    /// - Throws: `Mistake` for an option without `--off-policy`.
    func checkIdle() throws {
        if let option = all.first(where: \.isGiven) { throw Mistake("--\(option.name) goes with --off-policy only") }
    }

    /// - Parameters:
    ///   - cluster: the column whose groups of rows go together.
    ///   - table: how the table is written.
    ///   - judging: the level.
    func question(
        cluster: String?, _ table: TableOptions, _ judging: MethodOptions
    ) throws -> OffPolicyQuestion {
        func column(_ name: String?, _ option: String, _ what: String) throws -> String {
            guard let name else { throw Mistake("--off-policy needs --\(option), the column of \(what)") }
            return name
        }
        var question = OffPolicyQuestion(
            reward: try column(reward, "reward", "what a decision brought"),
            logging: try column(logging, "logging", "the chances with which decisions were drawn"),
            target: try column(target, "target", "the target policy's chances of them"))
        (question.predicted, question.predictedTarget) = (predicted, predictedTarget)
        (question.slate, question.position, question.score) = (slate, position, score)
        question.cluster = cluster
        if let slots {
            guard slate != nil else { throw Mistake("--slots goes with --slate only") }
            question.slots = try MethodOptions.choice(slots, "slots")
        }
        question.alpha = judging.alpha.value
        question.separator = try table.separator.map { try MethodOptions.choice($0, "separator") }
        question.decimalMark = try MethodOptions.choice(table.decimal, "decimal")
        return question
    }
}

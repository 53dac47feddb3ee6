public import Tables

/// What is asked of a table of logged decisions: what another policy than the logging one would have earned.
///
/// ```swift
/// var question = OffPolicyQuestion(reward: "click", logging: "p_log", target: "p_new")
/// question.cluster = "user"
/// let answer = try OffPolicyAnswer(question, file: "log.csv")
/// ```
public struct OffPolicyQuestion: Sendable, Hashable, Encodable {
    /// How the positions of a slate are filled by the logging and the target policy.
    public enum Slots: String, Sendable, CaseIterable, Encodable {
        /// From the top, with chances that depend on what stands above.
        case sequential
        /// Each by itself, whatever stands elsewhere.
        case independent
    }

    /// The column of what a decision brought.
    public var reward: String
    /// The column of the chances with which decisions were drawn.
    public var logging: String
    /// The column of the chances with which the target policy would have drawn them.
    public var target: String
    /// The column of a reward model's prediction of what was done; nil without a model.
    public var predicted: String?
    /// The column of the prediction's expectation under the target policy; nil without a model.
    public var predictedTarget: String?
    /// The column whose groups of rows go together, as a user or a session; nil where rows, or slates, are independent.
    public var cluster: String?
    /// The column that says which slate a row belongs to; nil where each row is a decision by itself.
    public var slate: String?
    /// The column of positions in the slate, whole numbers from the top.
    public var position: String?
    /// How slates are filled.
    public var slots = Slots.sequential
    /// The column of a score, whose AUC and NDCG are read out; nil for none.
    public var score: String?
    /// 1 less the level of all intervals.
    public var alpha = 0.05
    /// What stands between cells; nil for the one under which the header has the question's columns.
    public var separator: CSVDialect.Separator?
    /// What stands between a number's whole part and its fraction.
    public var decimalMark = CSVDialect.DecimalMark.point

    /// - Parameters:
    ///   - reward: the column of rewards.
    ///   - logging: the column of the logging policy's propensities.
    ///   - target: the column of the target policy's.
    public init(reward: String, logging: String, target: String) {
        (self.reward, self.logging, self.target) = (reward, logging, target)
    }

    /// Whether predictions are given.
    var hasModel: Bool { predicted != nil }

    /// - Throws: a sentence about options that do not go together.
    func check() throws(AnalysisProblem) {
        guard Question.alphas.contains(alpha) else {
            throw AnalysisProblem("--alpha is \(alpha); expected at least \(Question.alphas.lowerBound) and below 1")
        }
        if decimalMark == .comma, separator == .comma {
            throw AnalysisProblem("--decimal comma does not go with --separator comma")
        }
        guard logging != target else {
            throw AnalysisProblem(
                "--logging and --target are both \(logging); the target would be the log's own policy")
        }
        for (name, option) in [(logging, "--logging"), (target, "--target"), (predicted, "--predicted")]
        where name == reward {
            throw AnalysisProblem("--reward and \(option) are both \(reward)")
        }
        guard (predicted == nil) == (predictedTarget == nil) else {
            throw AnalysisProblem(
                predicted == nil
                    ? "--predicted-target needs --predicted, what the model predicts of what was done"
                    : "--predicted needs --predicted-target, the prediction's expectation under the target policy")
        }
        guard (slate == nil) == (position == nil) else {
            throw AnalysisProblem(
                slate == nil
                    ? "--position needs --slate, the column that says which slate a row belongs to"
                    : "--slate needs --position, the column of positions from the top")
        }
        if slots == .independent, slate == nil { throw AnalysisProblem("--slots independent goes with --slate only") }
        if let slate, slate == cluster {
            throw AnalysisProblem(
                "--cluster and --slate are both \(slate); rows of a slate go together without --cluster")
        }
    }
}

import Tables

/// An answer on a logged policy as JSON writes it: with which program, what was asked, of what table, and what came out.
public struct OffPolicyRecord: Sendable, Encodable {
    /// How a table is written, and what of it was counted.
    public struct Table: Sendable, Encodable {
        /// The word for what stands between cells: `comma`.
        public let separator: String
        /// The word for the decimal mark: `point`.
        public let decimalMark: String
        /// Rows of the table.
        public let rows: Int
        /// Slates; absent where each row is a decision by itself.
        public let slates: Int?
        /// Clusters; absent where rows, or slates, are independent.
        public let clusters: Int?
    }

    /// The program's version.
    public let version: String
    /// The table's name.
    public let data: String
    /// The chance with which an interval holds the true value.
    public let level: Double
    /// All that was asked, and the defaults of what was not.
    public let settings: OffPolicyQuestion
    /// How the table was read.
    public let table: Table
    /// What the logging policy itself earned.
    public let logged: OffPolicyAnswer.Value
    /// What the estimators say of the target policy, one each.
    public let values: [OffPolicyAnswer.Value]
    /// What the weights are.
    public let weights: OffPolicyAnswer.Weights
    /// Whether the mean weight is not 1 beyond chance.
    public let alarm: Bool
    /// Below which p-value that is.
    public let alarmLevel: Double
    /// How well a score puts the rewards in order; absent where none is asked for.
    public let ranking: OffPolicyAnswer.Ranking?
    /// What a reader must not overlook, a sentence each.
    public let remarks: [String]

    /// - Parameters:
    ///   - data: the table's name.
    ///   - version: of the program.
    public init(_ answer: OffPolicyAnswer, data: String, version: String) {
        self.version = version
        self.data = data
        level = 1 - answer.question.alpha
        settings = answer.question
        table = Table(
            separator: answer.dialect.separator.rawValue, decimalMark: answer.dialect.decimalMark.rawValue,
            rows: answer.rows, slates: answer.slates, clusters: answer.clusters)
        (logged, values, weights, ranking) = (answer.logged, answer.values, answer.weights, answer.ranking)
        (alarm, alarmLevel, remarks) = (answer.hasWrongPropensities, Answer.alarmLevel, answer.remarks)
    }
}

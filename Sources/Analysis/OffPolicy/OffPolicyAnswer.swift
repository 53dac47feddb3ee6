import Statistics
public import Tables

/// What a log of one policy says of another.
public struct OffPolicyAnswer: Sendable {
    /// What one estimator says.
    public struct Value: Sendable, Encodable {
        /// The estimator's word: `ips`, `snips`, `dr`, `slate-ips`, `pseudo-inverse`, `cascade-ips`, `cascade-dr`.
        public let estimator: String
        /// The target policy's mean reward per decision or a slate; nil where it does not exist.
        public let value: EffectAnswer?
        /// What the weights leave of the log.
        public let effectiveSampleSize: Double?
        /// Why the value or its interval is absent.
        public let note: String?
    }

    /// Whether the weights leave enough of the log, and whether they can be right.
    public struct Weights: Sendable, Encodable {
        /// (sum w)^2 / sum w^2 over rows.
        public let effectiveSampleSize: Double
        /// The largest of them.
        public let largest: Double
        /// Its share of the sum of all; nil where that is 0.
        public let largestShare: Double?
        /// 1 where all propensities are right.
        public let mean: Double
        /// Of the mean, by cluster.
        public let meanStandardError: Double
        /// Two-sided, that the mean is 1; nil where the effective sample size is too small to tell.
        public let pValue: Double?
        /// The share of rows whose decision the target policy never takes.
        public let shareOfZeros: Double
    }

    /// How well a score puts the rewards in order.
    public struct Ranking: Sendable, Encodable {
        /// The chance that a row with a reward has a higher score than one without; nil unless all rewards are 0 or 1 and both occur.
        public let auc: EffectAnswer?
        /// Of slates put in order by the score; nil without slates.
        public let ndcg: EffectAnswer?
        /// Of slates as they were shown; nil without slates.
        public let ndcgAsShown: EffectAnswer?
        /// Why a figure is absent.
        public let note: String?
    }

    /// The question that is answered.
    public let question: OffPolicyQuestion
    /// What the estimators say, one each.
    public let values: [Value]
    /// What the logging policy itself earned.
    public let logged: Value
    /// What the weights are.
    public let weights: Weights
    /// How good the score is; nil where none is asked for.
    public let ranking: Ranking?
    /// Whether the mean weight is not 1 by more than chance lets it, at p below `Answer.alarmLevel`.
    public let hasWrongPropensities: Bool
    /// What a reader must not overlook, a sentence each.
    public let remarks: [String]
    /// Rows of the table.
    public let rows: Int
    /// How many slates; nil where each row is a decision by itself.
    public let slates: Int?
    /// How many clusters; nil where rows, or slates, are independent.
    public let clusters: Int?
    /// How the table was read.
    public let dialect: CSVDialect

    /// Reads a table and answers.
    /// - Parameter file: CSV with a header, or gzip of it; `-` is standard input.
    /// - Throws: `AnalysisProblem` for what a person has to mend.
    public init(_ question: OffPolicyQuestion, file: String) throws(AnalysisProblem) {
        try question.check()
        let log = try OffPolicyReader.read(file, question: question)
        let level = 1 - question.alpha
        self.question = question
        rows = log.rows
        slates = log.slates?.slates
        clusters = question.cluster == nil ? nil : log.decisions.clusters
        dialect = log.dialect
        if let slates = log.slates {
            logged = Value("logged") { () throws(StatisticsError) in try slates.loggedValue(level: level) }
            values = LoggedSlates.Estimator.allCases.filter {
                ($0 != .pseudoInverse || question.slots == .independent)
                    && ($0 != .cascadeDoublyRobust || question.hasModel)
            }.map { estimator in
                Value(estimator.rawValue) { () throws(StatisticsError) in try slates.value(by: estimator, level: level)
                }
            }
        } else {
            let decisions = log.decisions
            logged = Value("logged") { () throws(StatisticsError) in try decisions.loggedValue(level: level) }
            values = LoggedDecisions.Estimator.allCases.filter { $0 != .doublyRobust || question.hasModel }
                .map { estimator in
                    Value(estimator.rawValue) { () throws(StatisticsError) in
                        try decisions.value(by: estimator, level: level)
                    }
                }
        }
        weights = try Weights(log.decisions, file: file)
        ranking = question.score == nil ? nil : Ranking(log, level: level)
        hasWrongPropensities = weights.pValue.map { $0 < Answer.alarmLevel } ?? false
        remarks = OffPolicyAnswer.remarks(weights, log, question)
    }

    private static func remarks(
        _ weights: Weights, _ log: OffPolicyLog, _ question: OffPolicyQuestion
    ) -> [String] {
        var remarks: [String] = []
        if let p = weights.pValue, p < Answer.alarmLevel {
            remarks.append(
                "The mean weight is not 1: the logging propensities are not those by which the log was made, or the target "
                    + "does what the log never has. The estimates below are not to be trusted.")
        }
        if let share = weights.largestShare, share > 0.1 {
            remarks.append("One row has more than a tenth of all weight.")
        }
        if let groups = question.cluster, log.decisions.clusters < 30 {
            let count = log.decisions.clusters
            remarks.append(
                "\(groups) has \(count) \(count == 1 ? "cluster" : "clusters"); below 30 intervals are too narrow.")
        }
        return remarks
    }
}

extension OffPolicyAnswer.Value {
    /// - Parameter value: computes it, or says why it does not exist.
    fileprivate init(_ estimator: String, _ value: () throws(StatisticsError) -> PolicyValue) {
        self.estimator = estimator
        do throws(StatisticsError) {
            let found = try value()
            self.value =
                EffectAnswer(
                    estimate: found.estimate, lower: found.interval?.lower, upper: found.interval?.upper,
                    standardError: found.standardError
                ).finite
            effectiveSampleSize = found.effectiveSampleSize
            note = found.withheld.map { "no interval: \($0)" }
        } catch {
            (self.value, effectiveSampleSize) = (nil, nil)
            note = error.description
        }
    }
}

extension OffPolicyAnswer.Weights {
    fileprivate init(_ decisions: LoggedDecisions, file: String) throws(AnalysisProblem) {
        let weights = decisions.weights
        effectiveSampleSize = weights.effectiveSampleSize
        largest = weights.largest
        largestShare = weights.sum > 0 && weights.sum.isFinite ? weights.largest / weights.sum : nil
        shareOfZeros = Double(weights.zeros) / Double(weights.count)
        do throws(StatisticsError) {
            let balance = try decisions.weightBalance()
            (mean, meanStandardError, pValue) = (balance.mean, balance.standardError, balance.pValue)
        } catch {
            throw AnalysisProblem(file, "weights cannot be summed: \(error.description)")
        }
    }
}

extension OffPolicyAnswer.Ranking {
    fileprivate init(_ log: OffPolicyLog, level: Double) {
        var notes: [String] = []
        func attempt(_ name: String, _ body: () throws(StatisticsError) -> EffectAnswer) -> EffectAnswer? {
            do throws(StatisticsError) { return try body() } catch {
                notes.append("no \(name): \(error)")
                return nil
            }
        }
        let rewards = log.scores.map(\.reward)
        if rewards.allSatisfy({ $0 == 0 || $0 == 1 }) {
            auc = attempt("AUC") { () throws(StatisticsError) in
                let area = try AreaUnderCurve(
                    scores: log.scores.map(\.score), hasEvent: rewards.map { $0 == 1 },
                    clusters: log.scores.map(\.cluster), level: level)
                return EffectAnswer(
                    estimate: area.estimate, lower: area.interval?.lower, upper: area.interval?.upper,
                    standardError: area.standardError)
            }
        } else {
            auc = nil
            notes.append("no AUC: rewards are not all 0 or 1")
        }
        if let gains = log.gains, rewards.allSatisfy({ $0 >= 0 }) {
            ndcg = attempt("NDCG") { () throws(StatisticsError) in EffectAnswer(try gains.byScore.mean(level: level)) }
            ndcgAsShown = attempt("NDCG as shown") { () throws(StatisticsError) in
                EffectAnswer(try gains.asShown.mean(level: level))
            }
        } else {
            (ndcg, ndcgAsShown) = (nil, nil)
            notes.append(log.gains == nil ? "no NDCG: it needs --slate" : "no NDCG: a reward is below 0")
        }
        note = notes.isEmpty ? nil : notes.joined(separator: "; ")
    }
}

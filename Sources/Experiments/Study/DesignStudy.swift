/// How well one design tells the truth about one metric, over the replications of a study.
///
/// Estimates, bias and errors are in the metric's unit. Absent (nil) numbers could not be computed; docs/Designs.md says why.
public struct DesignStudy: Sendable, Equatable, Codable {
    /// As in scenario files.
    public var name: String
    /// In a sentence: "user split".
    public var words: String
    /// What it splits and estimates.
    public var definition: String
    /// Mean over replications with its interval.
    public var estimate: EffectEstimate
    /// How far its estimate is from the true effect, with its interval.
    public var bias: Bias
    /// Standard deviation of the estimate over replications: how far one experiment is from another.
    public var standardError: Double?
    /// Root of the mean squared distance of an estimate from the true effect.
    public var rootMeanSquareError: Double
    /// How often the interval of one experiment held the true effect.
    public var coverage: Rate?
    /// How often one experiment found an effect where nothing was changed.
    public var falsePositives: Rate?
    /// How often one experiment found the true effect, on the right side of zero.
    public var power: Rate?
    /// Days until an experiment finds an effect of the size that the design sees with a chance of 80 %, its error falling
    /// with the root of time; nil where the design sees none.
    public var daysToDecision: Double?
    /// Whether it tells the truth of the metric, all designs together at the study's level; nil where there was nothing to compare.
    public var judgement: Judgement?
    /// What each replication said; nil where it had nothing to divide by.
    public var estimates: [Double?]
    /// The bias of each replication, read as `bias` is; nil where there was nothing to compare.
    public var biases: [Double?]

    /// A number of cases out of all.
    public struct Rate: Sendable, Equatable, Codable {
        /// How many cases.
        public var count: Int
        /// Out of how many.
        public var of: Int

        public init(count: Int, of: Int) {
            self.count = count
            self.of = of
        }

        /// The share of the cases, 0...1.
        public var share: Double { Double(count) / Double(of) }
    }

    public init(
        name: String, words: String, definition: String, estimate: EffectEstimate, bias: Bias,
        standardError: Double?, rootMeanSquareError: Double, coverage: Rate?, falsePositives: Rate?, power: Rate?,
        daysToDecision: Double?, judgement: Judgement? = nil, estimates: [Double?], biases: [Double?]
    ) {
        self.name = name
        self.words = words
        self.definition = definition
        self.estimate = estimate
        self.bias = bias
        self.standardError = standardError
        self.rootMeanSquareError = rootMeanSquareError
        self.coverage = coverage
        self.falsePositives = falsePositives
        self.power = power
        self.daysToDecision = daysToDecision
        self.judgement = judgement
        self.estimates = estimates
        self.biases = biases
    }
}

/// A family of test vectors and how its cases are answered.
struct VectorFamily: Sendable {
    /// The file's name without `.json`, and its `family` member.
    let name: String
    /// The values for a case, under the keys of its `expected`.
    let answer: @Sendable (VectorCase) throws -> [String: Answer]

    /// Every family that this floor answers.
    static let all: [VectorFamily] = [
        .welch, .moments, .ratio, .teaMean, .teaRatio, .cuped, .cupedRatio, .sampleRatioMismatch,
        .teaSampleRatioMismatch, .realData,
        .proportions, .teaProportions, .confidenceZTest, .confidenceRegression, .cluster, .clusteredRatio, .power,
        .teaPower, .quantile, .sequential, .sequentialDocs, .groupSequential, .bayesian, .multiplicity,
        .multiplicityDocs, .nonparametric, .permutation, .bootstrap, .uplift, .switchback, .offPolicy,
    ]
}

import PolicyKit

/// Policies that do nothing, under the names and with the parameters that scenarios of these tests use.
let fakePolicies: PolicyRegistry = {
    var registry = PolicyRegistry()
    registry.add(CategoryAffinity.self)
    registry.add(ContentAffinity.self)
    registry.add(Popularity.self)
    registry.add(Logistic.self)
    registry.add(Reader.self)
    registry.add(Trained.self)
    registry.add(PageEnd.self)
    registry.add(Uniform.self)
    registry.add(Fixed.self)
    return registry
}()

private final class CategoryAffinity: RetrievalPolicy {
    static let name = "category-affinity"
    static let summary = "Retrieves nothing."
    init(parameters: ParameterValues, seed: UInt64) {}
    func retrieve(_ batch: borrowing RetrievalBatch, into answers: inout RetrievalAnswers) {}
}

private class Ranking {
    var signals: SignalSet { [] }
    required init(parameters: ParameterValues, seed: UInt64) {}
    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {}
}

private final class ContentAffinity: Ranking, RankingPolicy {
    static let name = "content-affinity"
    static let summary = "The default."
}

private final class Popularity: Ranking, RankingPolicy {
    static let name = "popularity"
    static let summary = "Has no parameters."
}

private final class Logistic: Ranking, RankingPolicy {
    static let name = "logistic"
    static let summary = "Has parameters of many units."
    static let parameters = [
        Parameter("learning_rate", "Step.", unit: .number, default: 0.1, range: 0...1),
        Parameter("window", "Memory.", unit: .duration, default: 3_600_000, range: 0...1e9),
        Parameter("explores", "Whether it explores.", unit: .toggle, default: false),
        Parameter("loss", "What it minimises.", unit: .word, default: .word("log"), choices: ["log", "hinge"]),
    ]
}

private final class Reader: Ranking, RankingPolicy {
    static let name = "reader"
    static let summary = "Reads columns of people's own."
    static let parameters = [Parameter("column", "Which.", unit: .word, default: .word("tier"))]
    let ownSignals: [String]

    required init(parameters: ParameterValues, seed: UInt64) {
        ownSignals = [parameters.word("column"), "age_group"]
        super.init(parameters: parameters, seed: seed)
    }
}

private final class Trained: Ranking, RankingPolicy {
    static let name = "trained"
    static let summary = "Reads a file."
    static let parameters = [
        Parameter("file", "The model.", unit: .file, default: .file(.none)),
        Parameter("weight", "Of the model.", unit: .number, default: 1),
    ]
}

private final class PageEnd: RequestPolicy {
    static let name = "page-end"
    static let summary = "The default."
    init(parameters: ParameterValues, seed: UInt64) {}
}

private final class Uniform: RequestPolicy {
    static let name = "uniform"
    static let summary = "Has a parameter."
    static let parameters = [Parameter("every", "Slots.", unit: .count, default: 5, range: 1...50)]
    init(parameters: ParameterValues, seed: UInt64) {}
}

private final class Fixed: BiddingPolicy {
    static let name = "fixed"
    static let summary = "The default."
    init(parameters: ParameterValues, seed: UInt64) {}
    func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) { answers[0] = BidRule(multiplier: 0) }
}

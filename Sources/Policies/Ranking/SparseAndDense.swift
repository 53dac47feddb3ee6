public import PolicyKit

/// Ranks by chances of a click from a regression that lets in what each listing's attribute has shown beyond it.
///
/// A miniature of MGDIN (sparse features are noisy, and are let in late): a brand that was seen twice says nothing yet of the next
/// listing of it. The dense features are those of `logistic`; of the sparse one the regression reads the logarithm of the factor by which
/// its listings were clicked more or less often than the dense ones expected, shrunk by how seldom it was seen (`AttributeRecord`).
///
/// MGDIN: "Deferred is Better: A Framework for Multi-Granularity Deferred Interaction of Heterogeneous Features", 2026 (arXiv 2603.12586).
public final class SparseAndDense: RankingPolicy {
    public static let name = "sparse-and-dense"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By a learned chance of a click, in which a listing's attribute counts the more, the more it was seen (MGDIN)."
    public static let parameters = FollowTheRegularizedLeader.parameters()
    public let signals = ClickFeature.signals.union(SignalSet(.attribute))
    public var rememberedCount: Int { Column.attribute + 1 }

    /// The columns that are remembered, behind those of `ClickFeature`.
    private enum Column {
        static let logFactor = ClickFeature.allCases.count
        /// Features of the whole regression.
        static let features = logFactor + 1
        static let attribute = features
    }

    /// Of the dense features alone: what is expected of a listing whatever its attribute.
    private var dense: FollowTheRegularizedLeader
    private var model: FollowTheRegularizedLeader
    private var record = AttributeRecord()

    public init(parameters: ParameterValues, seed: UInt64) {
        dense = FollowTheRegularizedLeader(features: ClickFeature.allCases.count, parameters)
        model = FollowTheRegularizedLeader(features: Column.features, parameters)
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        let (count, attribute) = (batch.count, batch.signal(.attribute))
        for index in 0..<count {
            answers.remembered[Column.attribute * count + index] = attribute[index]
            answers.remembered[Column.logFactor * count + index] = record.logFactor(of: Int(attribute[index]))
        }
        LinearScore.write(answers.remembered, features: Column.features, count: count, into: &answers.scores) {
            model.weight($0)
        }
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let (row, isClicked) = (batch.remembered(index), batch.outcome(index).contains(.click))
            let chance = dense.learn(row, success: isClicked)
            model.learn(row, success: isClicked)
            record.learn(max(0, Int(row[Column.attribute])), chance: chance, isClicked: isClicked)
        }
        record.settle()
    }

    public func save() -> [UInt8] { dense.save() + model.save() + record.save() }

    public func load(_ state: [UInt8]) throws {
        guard let parts = StateBytes.partsAndRest(state, [dense.stateSize, model.stateSize]),
            record.load(parts[2]), dense.load(parts[0]), model.load(parts[1])
        else { throw PolicyStateError(policy: Self.name) }
    }
}

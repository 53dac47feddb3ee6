/// How good the models of given quality were in a world, by arm.
public struct ModelTally: Sendable, Equatable, Codable {
    /// Over the candidates of control's requests: what an AUC is asked of. Nil for an arm without a model, and where nobody was served
    /// by control.
    public var onControl: [ModelQuality?]
    /// The same of one model alone, of an arm with an ensemble: that is what its AUC is asked of.
    public var oneOnControl: [ModelQuality?]
    /// Over what the arm's own pages showed.
    public var shown: [ModelQuality?]

    /// With control and one treatment only.
    package func comparing(_ arm: Int) -> ModelTally {
        func pair(_ arms: [ModelQuality?]) -> [ModelQuality?] { [arms[0], arms[arm]] }
        return ModelTally(
            onControl: pair(onControl), oneOnControl: pair(oneOnControl), shown: pair(shown))
    }
}

/// How good a model was among some candidates.
public struct ModelQuality: Sendable, Equatable, Codable {
    /// All candidates first, then the strata in the order of `ModelStratum.allCases`.
    public var strata: [Stratum]

    /// Among the candidates of one stratum.
    public struct Stratum: Sendable, Equatable, Codable {
        /// Candidates of the requests that were measured.
        public var candidates: Double
        /// Clicks that the true chances make of them in expectation.
        public var clicks: Double
        /// The same by the model's chances.
        public var predicted: Double
        /// AUC of the model's scores; nil where no click can be among them.
        public var auc: Double?
        /// AUC of the true chances themselves.
        public var oracle: Double?
    }
}

/// Measures one model on candidates that come one after the other.
final class ModelMeasure {
    private let model = ScoreHistogram(cells: ModelStratum.cells)
    private let oracle = ScoreHistogram(cells: ModelStratum.cells)
    private var predicted = [Double](repeating: 0, count: ModelStratum.cells)

    /// - Parameters:
    ///   - score: the model's logit, before `shift` is added to it.
    ///   - logit: of the true chance.
    @inline(__always) func take(_ score: Float, logit: Float, cell: Int, shift: Float) {
        let chance = ClickChance.chance(logit)
        model.add(score, chance: chance, cell: cell)
        oracle.add(logit, chance: chance, cell: cell)
        predicted[cell] += Double(ClickChance.chance(score + shift))
    }

    var quality: ModelQuality {
        ModelQuality(
            strata: ([nil] + ModelStratum.allCases.map(Optional.init)).map { stratum in
                let totals = oracle.totals(of: stratum)
                let cells = (0..<ModelStratum.cells).filter { cell in stratum.map { UInt8(cell) & $0.bit != 0 } ?? true
                }
                return ModelQuality.Stratum(
                    candidates: totals.candidates, clicks: totals.clicks,
                    predicted: cells.reduce(0) { $0 + predicted[$1] }, auc: model.area(in: stratum),
                    oracle: oracle.area(in: stratum))
            })
    }
}

/// Measures the models of all arms on the candidates of control's requests, and each on its own arm's pages.
final class ModelMeasures {
    private var onControl: [ModelMeasure?]
    private var oneOnControl: [ModelMeasure?]
    private var shown: [ModelMeasure?]

    init(arms: Int) {
        onControl = Array(repeating: nil, count: arms)
        oneOnControl = onControl
        shown = onControl
    }

    func onControl(of arm: Int) -> ModelMeasure { ModelMeasures.measure(in: &onControl[arm]) }

    /// Of one model of an ensemble, on control's candidates.
    func oneOnControl(of arm: Int) -> ModelMeasure { ModelMeasures.measure(in: &oneOnControl[arm]) }

    func shown(of arm: Int) -> ModelMeasure { ModelMeasures.measure(in: &shown[arm]) }

    private static func measure(in place: inout ModelMeasure?) -> ModelMeasure {
        if let measure = place { return measure }
        let measure = ModelMeasure()
        place = measure
        return measure
    }

    /// Nil where nothing was measured.
    var tally: ModelTally? {
        guard (onControl + shown).contains(where: { $0 != nil }) else { return nil }
        return ModelTally(
            onControl: onControl.map { $0?.quality }, oneOnControl: oneOnControl.map { $0?.quality },
            shown: shown.map { $0?.quality })
    }
}

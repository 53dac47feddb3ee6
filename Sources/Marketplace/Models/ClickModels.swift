import Foundation
import Randomness
import Storage

/// Scores the candidates of requests for the arms' models of given quality, and measures how good these turn out to be.
///
/// Whatever is measured, nothing that happens depends on it.
final class ClickModels {
    /// A model of one arm.
    private struct Model {
        let noise: ModelNoise
        let errors: ModelErrors
    }

    /// By arm; nil for one without a model, or whose noise is not known.
    private var models: [Model?]
    private let errors: [ModelErrors]
    /// What is added to the logits of each arm's model, for which `calibration` multiplies its odds.
    private let shifts: [Float]
    private let strata: ModelStrata
    /// Milliseconds from which requests are measured.
    private let start: Int64
    /// Whether any arm's ranking policy reads its model's scores.
    private let isRead: Bool
    private let pilot: ModelPilot?
    private let measures: ModelMeasures?
    private var isMeasured = false

    // Of the request at hand, by candidate.
    private let logits: Column<Float>
    private let cells: Column<UInt8>
    private let scores: Column<Float>
    /// The arm whose model's scores these are; nil for none.
    private var scoredArm: Int?
    /// Candidates by cell, where a model has a budget or the pilot watches.
    private var composition = SIMD32<UInt16>()
    private var place = (user: UInt32(0), exposures: UInt32(0), session: UInt32(0))
    private let key: RandomKey
    private let countsCells: Bool

    /// - Parameters:
    ///   - settings: one an arm, control first, as are the others.
    ///   - noise: as of `WorldSetup.modelNoise`.
    ///   - start: milliseconds at which the experiment starts.
    ///   - capacity: candidates of a request, at most.
    ///   - isRead: whether any arm's ranking policy reads scores of models.
    ///   - isMeasuring: whether it is measured how good they are.
    init(
        _ settings: [ModelSettings], noise: [ModelNoise?], errors: [ModelErrors], strata: ModelStrata, start: Int64,
        capacity: Int, isRead: Bool, isMeasuring: Bool,
        key: RandomKey, pilot: ModelPilot?
    ) {
        self.key = key
        countsCells = pilot != nil || settings.contains { $0.budget > 0 }
        shifts = settings.map { Float(log($0.calibration)) }
        self.errors = errors
        models = settings.indices.map { arm in
            guard settings[arm].isThere, arm < noise.count, let noise = noise[arm] else { return nil }
            return Model(noise: noise, errors: errors[arm])
        }
        self.strata = strata
        self.start = start
        self.isRead = isRead
        self.pilot = pilot
        measures = isMeasuring && pilot == nil ? ModelMeasures(arms: settings.count) : nil
        logits = Column(repeating: 0, count: capacity)
        cells = Column(repeating: 0, count: capacity)
        scores = Column(repeating: 0, count: capacity)
    }

    /// Looks at what the candidates of a session's request are to its user.
    func meet(
        _ candidates: UnsafePointer<UInt32>, count: Int, for place: UInt32, in state: borrowing MarketState
    ) {
        scoredArm = nil
        let isInExperiment = state.now >= start
        isMeasured = measures != nil && isInExperiment && models.contains { $0 != nil }
        guard isMeasured || isRead || pilot != nil else { return }
        let session = state.sessions[place]
        for index in 0..<count {
            logits[index] = ClickChance.logit(candidates[index], for: place, in: state)
            cells[index] = strata.cell(of: candidates[index], for: session, in: state)
        }
        self.place = (session.user, UInt32(session.exposures), session.ordinal)
        if countsCells {
            composition = SIMD32()
            for index in 0..<count { composition[Int(cells[index])] += 1 }
        }
        guard let pilot else { return }
        if isInExperiment { pilot.start() }
        for index in 0..<count {
            pilot.sample.candidates.add(
                ModelSample.Candidate(
                    logit: logits[index], user: session.user, listing: candidates[index], cell: cells[index]))
        }
        pilot.noteRequest(composition)
        models[0] = pilot.noise.map { Model(noise: $0, errors: errors[0]) }
    }

    /// Writes what an arm's model takes for the chances of clicks on the candidates; 0 without a model.
    func write(
        for arm: Int, user: UInt32, candidates: UnsafePointer<UInt32>, count: Int,
        into column: UnsafeMutablePointer<Float>
    ) {
        guard let model = models[arm] else {
            column.update(repeating: 0, count: count)
            return
        }
        score(model, user, candidates, count, into: scores.base)
        scoredArm = arm
        for index in 0..<count { column[index] = ClickChance.chance(scores[index] + shifts[arm]) }
    }

    /// Measures the page that the request brought.
    /// - Parameters:
    ///   - arm: in which it was made.
    ///   - shown: places among the candidates of what stands in its slots; beyond `count` for an ad.
    func measure(
        arm: Int, user: UInt32, candidates: UnsafePointer<UInt32>, count: Int, shown: UnsafePointer<UInt32>, slots: Int
    ) {
        guard isMeasured, let measures else { return }
        if let model = models[arm] {
            if scoredArm != arm { score(model, user, candidates, count, into: scores.base) }
            let page = measures.shown(of: arm)
            for slot in 0..<slots where shown[slot] < count { take(Int(shown[slot]), arm, into: page) }
            scoredArm = arm
        }
        // Control's requests are those by which all models are held.
        guard arm == 0 else { return }
        for other in models.indices {
            guard let model = models[other] else { continue }
            if scoredArm != other { score(model, user, candidates, count, into: scores.base) }
            scoredArm = other
            let measured = measures.onControl(of: other)
            for index in 0..<count { take(index, other, into: measured) }
            guard model.errors.isEnsemble else { continue }
            scoreByOne(model, user, candidates, count, into: scores.base)
            scoredArm = nil
            let one = measures.oneOnControl(of: other)
            for index in 0..<count { take(index, other, into: one) }
        }
    }

    /// Takes a candidate, of which an arm's model has the score at hand, into a measure.
    @inline(__always) private func take(_ index: Int, _ arm: Int, into measure: ModelMeasure) {
        measure.take(scores[index], logit: logits[index], cell: Int(cells[index]), shift: shifts[arm])
    }

    /// The logits that a ranking policy reads: those of the ensemble, where the request has it.
    @inline(__always) private func score(
        _ model: Model, _ user: UInt32, _ candidates: UnsafePointer<UInt32>, _ count: Int,
        into scores: UnsafeMutablePointer<Float>
    ) {
        guard model.errors.isEnsemble, hasWholeEnsemble(model) else {
            scoreByOne(model, user, candidates, count, into: scores)
            return
        }
        for index in 0..<count {
            scores[index] = model.noise.score(
                logits[index], error: model.errors.ensembleError(of: user, candidates[index]), cell: cells[index],
                by: model.noise.ensemble)
        }
    }

    @inline(__always) private func scoreByOne(
        _ model: Model, _ user: UInt32, _ candidates: UnsafePointer<UInt32>, _ count: Int,
        into scores: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<count {
            scores[index] = model.noise.score(
                logits[index], error: model.errors.error(of: user, candidates[index]), cell: cells[index],
                by: model.noise.one)
        }
    }

    private func hasWholeEnsemble(_ model: Model) -> Bool {
        guard let budget = model.noise.budget else { return true }
        return budget.isWhole(composition) {
            key.block(.modelBudget, place.user, place.exposures, place.session).openUniform(0)
        }
    }

    /// How good the models were; nil where none was measured.
    var tally: ModelTally? { measures?.tally }
}

import Foundation
import PolicyKit
import Storage

/// Finds how much noise gives a model the AUCs that are asked of it, on a sample of the candidates of control's requests.
///
/// Each stratum with an AUC of its own has a noise level, and so have the candidates outside of all of these; a candidate of several
/// strata has the geometric mean of their deviations. The AUC of a stratum falls with its level, so each level is found by bisection,
/// the strata in turns until all of them hold, and last the level outside of them, by the AUC of all candidates.
struct ModelTuning: ~Copyable {
    private struct Candidate: BitwiseCopyable {
        var logit: Float
        var error: Float
        var ensembleError: Float
        var chance: Float
        /// The sum of the bits of those of its strata that have an AUC of their own.
        var group: UInt8
    }

    private let settings: ModelSettings
    private let errors: ModelErrors
    private let sample: ModelSample
    private let strata: [ModelStratum]
    private let candidates: Column<Candidate>
    /// Whether a group has enough candidates to say something of.
    private let isKnown: [Bool]
    /// By group: mean and variance of its logits; of one that is not known those of all.
    private let moments: [(mean: Double, variance: Double)]
    /// Standard deviation of all logits, at which a level of 1/2 has its noise.
    private let spread: Double
    /// By place of the stratum in `strata`, and last of all other candidates: from 0, without noise, up to 1.
    private var levels: [Double]
    private let histogram = ScoreHistogram(cells: 1)

    /// Levels that are as good as 1.
    private static let noisiest = 0.999_5
    /// What an AUC may be off without being a mistake.
    private static let tolerance = 0.000_5
    /// What an AUC may be off without another pilot.
    private static let nearEnough = 0.001
    private static let sweeps = 24

    /// - Parameter most: candidates that are looked at, evenly over the sample.
    init(_ settings: ModelSettings, errors: ModelErrors, sample: ModelSample, most: Int = ModelSample.mostCandidates) {
        self.settings = settings
        self.errors = errors
        self.sample = sample
        let strata = ModelStratum.allCases.filter { settings.asked(of: $0) > 0 }
        self.strata = strata
        let mask = strata.reduce(UInt8(0)) { $0 | $1.bit }
        let step = (sample.candidates.elements.count + most - 1) / most
        var candidates = Column<Candidate>(minimumCapacity: sample.candidates.elements.count)
        var sums = [(count: Double, sum: Double, squares: Double)](repeating: (0, 0, 0), count: ModelStratum.cells)
        var whole = (count: 0.0, sum: 0.0, squares: 0.0)
        for place in stride(from: 0, to: sample.candidates.elements.count, by: max(1, step)) {
            let one = sample.candidates.elements[place]
            let (x, group) = (Double(one.logit), one.cell & mask)
            let error = errors.error(of: one.user, one.listing)
            candidates.append(
                Candidate(
                    logit: one.logit, error: error,
                    ensembleError: errors.isEnsemble ? errors.ensembleError(of: one.user, one.listing) : error,
                    chance: ClickChance.chance(one.logit), group: group))
            sums[Int(group)].count += 1
            sums[Int(group)].sum += x
            sums[Int(group)].squares += x * x
            whole = (whole.count + 1, whole.sum + x, whole.squares + x * x)
        }
        self.candidates = candidates
        func moments(_ one: (count: Double, sum: Double, squares: Double)) -> (mean: Double, variance: Double) {
            guard one.count > 0 else { return (0, 0) }
            let mean = one.sum / one.count
            return (mean, max(0, one.squares / one.count - mean * mean))
        }
        isKnown = sums.map { $0.count >= 100 }
        self.moments = zip(sums, isKnown).map { moments($1 ? $0 : whole) }
        spread = max(1e-6, moments(whole).variance.squareRoot())
        levels = Array(repeating: 0.5, count: strata.count + 1)
    }

    /// The noise under which all AUCs are as asked.
    /// - Throws: `ModelProblem` where none does that.
    mutating func noise() throws(ModelProblem) -> ModelNoise {
        for stratum in [nil] + strata.map(Optional.init) {
            let ceiling = oracle(in: stratum)
            if let ceiling, asked(of: stratum) > ceiling + Self.tolerance {
                throw ModelProblem(
                    key: stratum?.key ?? "auc",
                    "asks for \(Self.text(asked(of: stratum))), but the true chances themselves reach "
                        + "\(Self.text(ceiling, rounded: .down)) among \(Self.words(stratum)): ask for less than that")
            }
        }
        settle()
        for place in levels.indices {
            guard let area = area(place), abs(area - asked(place)) > Self.tolerance else { continue }
            let (least, most) = bounds(place)
            throw ModelProblem(
                key: place < strata.count ? strata[place].key : "auc",
                "asks for \(Self.text(asked(place))), but beside the other AUCs \(Self.words(stratum(place))) can have "
                    + "\(Self.text(least, rounded: .up)) to \(Self.text(most, rounded: .down)) only")
        }
        return noiseByCell
    }

    /// Several of the models whose noise is known already.
    func more(of one: ModelNoise) -> ModelNoise {
        let deviations = one.deviations.map(Double.init)
        var noise = one
        noise.ensemble = ensemble(one.one, deviations, one)
        noise.budget = budget(deviations)
        return noise
    }

    /// Whether a noise by cell gives the AUCs that are asked for, nearly enough to be kept.
    func isMet(by noise: ModelNoise) -> Bool {
        levels.indices.allSatisfy { place in
            guard let area = area(place, of: noise) else { return true }
            return abs(area - asked(place)) <= Self.nearEnough
        }
    }

    /// The noise that comes as near to the AUCs as can be.
    mutating func nearestNoise() -> ModelNoise {
        settle()
        return noiseByCell
    }

    /// Finds all levels.
    private mutating func settle() {
        for _ in 0..<Self.sweeps {
            for place in strata.indices { solve(place) }
            let isSettled = strata.indices.allSatisfy { place in
                area(place).map { abs($0 - asked(place)) < Self.tolerance / 5 } ?? true
            }
            if isSettled { break }
        }
        solve(strata.count)
    }

    /// Finds one level, the others as they are.
    private mutating func solve(_ place: Int) {
        let wanted = asked(place)
        var (low, high) = (0.0, Self.noisiest)
        for _ in 0..<22 {
            let middle = (low + high) / 2
            levels[place] = middle
            guard let area = area(place) else { return }
            if area > wanted { low = middle } else { high = middle }
        }
        levels[place] = (low + high) / 2
    }

    /// The AUCs that one level can give, the others as they are.
    private mutating func bounds(_ place: Int) -> (least: Double, most: Double) {
        let kept = levels[place]
        defer { levels[place] = kept }
        levels[place] = 0
        let most = area(place) ?? 0
        levels[place] = Self.noisiest
        return (area(place) ?? 0, most)
    }

    private func stratum(_ place: Int) -> ModelStratum? { place < strata.count ? strata[place] : nil }
    private func asked(of stratum: ModelStratum?) -> Double { stratum.map(settings.asked) ?? settings.auc }
    private func asked(_ place: Int) -> Double { asked(of: stratum(place)) }

    /// The AUC of the true chances themselves.
    private func oracle(in stratum: ModelStratum?) -> Double? {
        let histogram = histogram
        histogram.reset()
        forEach(in: stratum) { histogram.add($0.logit, chance: $0.chance) }
        return histogram.area()
    }

    /// The AUC that the level at a place is found by.
    private func area(_ place: Int) -> Double? { area(place, of: noise(linear: deviations)) }

    /// The same of a noise by group, or by cell.
    private func area(_ place: Int, of noise: ModelNoise) -> Double? {
        let histogram = histogram
        histogram.reset()
        forEach(in: stratum(place)) {
            histogram.add(
                noise.score($0.logit, error: $0.error, cell: $0.group, by: noise.one), chance: $0.chance)
        }
        return histogram.area()
    }

    @inline(__always) private func forEach(in stratum: ModelStratum?, _ visit: (Candidate) -> Void) {
        let mask = stratum?.bit ?? 0
        for place in 0..<candidates.count where candidates[place].group & mask == mask { visit(candidates[place]) }
    }

    /// Deviation of the noise, by group.
    private var deviations: [Double] {
        let scales = levels.map { spread * $0 / (1 - $0) }
        return (0..<ModelStratum.cells).map { group in
            let own = strata.indices.filter { UInt8(group) & strata[$0].bit != 0 }.map { scales[$0] }
            if own.isEmpty { return scales[strata.count] }
            return pow(own.reduce(1, *), 1 / Double(own.count))
        }
    }

    /// The best linear predictor of each group's logits, whose chances add up where logits are normal and clicks are rare.
    /// - Parameter variance: of the errors.
    private func predictor(_ deviations: [Double], variance: Double) -> ModelNoise.Predictor {
        let slopes = zip(moments, deviations).map { group, deviation in
            let whole = group.variance + deviation * deviation * variance
            return whole > 0 ? group.variance / whole : 1
        }
        let intercepts = zip(moments, slopes).map { (1 - $1) * ($0.mean + $0.variance / 2) }
        return ModelNoise.Predictor(slopes: slopes.map { Float($0) }, intercepts: intercepts.map { Float($0) })
    }

    /// The noise by group, as one model has it.
    private func noise(linear deviations: [Double]) -> ModelNoise {
        let one = predictor(deviations, variance: 1)
        return ModelNoise(deviations: deviations.map { Float($0) }, one: one, ensemble: one)
    }

    /// The noise by cell, with the chances of each predictor made to add up in each group.
    private var noiseByCell: ModelNoise {
        let deviations = deviations
        let linear = noise(linear: deviations)
        let one = byCell(addedUp(linear.one, linear) { $0.error })
        return ModelNoise(
            deviations: (0..<ModelStratum.cells).map { linear.deviations[$0 & mask] }, one: one,
            ensemble: ensemble(one, deviations, linear), budget: budget(deviations))
    }

    /// The predictor of what the ensemble has, by cell: that of one model, where all err alike.
    private func ensemble(
        _ one: ModelNoise.Predictor, _ deviations: [Double], _ noise: ModelNoise
    ) -> ModelNoise.Predictor {
        let variance = errors.ensembleVariance
        guard errors.isEnsemble, variance < 1 else { return one }
        return byCell(addedUp(predictor(deviations, variance: variance), noise) { $0.ensembleError })
    }

    /// The bits of the strata that have an AUC of their own.
    private var mask: Int { strata.reduce(0) { $0 | Int($1.bit) } }

    /// What is known by group, by cell.
    private func byCell(_ predictor: ModelNoise.Predictor) -> ModelNoise.Predictor {
        let mask = mask
        return ModelNoise.Predictor(
            slopes: (0..<ModelStratum.cells).map { predictor.slopes[$0 & mask] },
            intercepts: (0..<ModelStratum.cells).map { predictor.intercepts[$0 & mask] })
    }

    private func addedUp(
        _ predictor: ModelNoise.Predictor, _ noise: ModelNoise, error: (Candidate) -> Float
    ) -> ModelNoise.Predictor {
        var added = predictor
        for _ in 0..<3 {
            var predicted = [Double](repeating: 0, count: ModelStratum.cells)
            var real = predicted
            for place in 0..<candidates.count {
                let one = candidates[place]
                let score = noise.score(one.logit, error: error(one), cell: one.group, by: added)
                predicted[Int(one.group)] += Double(ClickChance.chance(score))
                real[Int(one.group)] += Double(one.chance)
            }
            for group in 0..<ModelStratum.cells where isKnown[group] && real[group] > 0 {
                added.intercepts[group] += Float(log(real[group] / predicted[group]))
            }
        }
        return added
    }

    /// Where the ensemble is asked, if that is not everywhere.
    private func budget(_ deviations: [Double]) -> ModelBudget? {
        let mask = mask
        let members = Double(settings.members)
        guard members > 1, settings.budget > 0, settings.budget < members else { return nil }
        // The variance of a logit given what a model has of it is var x s^2 / (var x + s^2).
        func left(_ group: Int, _ variance: Double) -> Double {
            let noise = deviations[group] * deviations[group] * variance
            let whole = moments[group].variance + noise
            return whole > 0 ? moments[group].variance * noise / whole : 0
        }
        let needs = (0..<ModelStratum.cells).map { left($0 & mask, 1) - left($0 & mask, errors.ensembleVariance) }
        return ModelBudget(share: (settings.budget - 1) / (members - 1), needs: needs, requests: sample.requests)
    }

    private static func words(_ stratum: ModelStratum?) -> String { stratum?.words ?? "all candidates" }

    /// To a tenth of a point.
    private static func text(_ area: Double, rounded rule: FloatingPointRoundingRule = .toNearestOrEven) -> String {
        PolicyKit.Unit.share.text((area * 1_000).rounded(rule) / 1_000)
    }
}

/// A model of given quality that cannot be had in its market.
public struct ModelProblem: Error, Equatable, CustomStringConvertible {
    /// As of `ModelSettings.fields`.
    public let key: String
    /// Where the model's settings stand in the scenario.
    public var path = "market.models.click"
    /// The arm whose model it is.
    public internal(set) var arm = 0
    private let message: String

    init(key: String, _ message: String) {
        self.key = key
        self.message = message
    }

    /// One sentence.
    public var description: String { "\(path).\(key) \(message)" }
}

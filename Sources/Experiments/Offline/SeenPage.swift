import Marketplace
import Statistics

/// An exposure on a page of which it is known how control's ranking and the challenger's have what stands there.
struct SeenPlacement {
    let user: UInt32
    let request: UInt32
    let slot: UInt16
    /// Ranks in control's order and in the challenger's.
    let own: UInt16
    let other: UInt16
    let candidates: UInt16
    let slots: UInt16
    var clicked = false
    /// Of a click on what was shown, and on what the challenger would show there; the latter is nil where nobody knows.
    let predicted: Double
    let predictedOfOther: Double?
}

/// A page as far as it was seen: what the logging ranking did, and how likely the challenger's was to do it.
struct SeenPage {
    /// Of each placement by itself; none where chances have no closed form.
    private(set) var decisions: [LoggedDecision] = []
    /// Of each placement given those above it.
    private(set) var positions: [LoggedDecision] = []
    /// Where neighbours are drawn in pairs, the pseudo-inverse's weight of the page; else nil.
    private(set) var weightOfPairs: Double?
    /// Of each placement, whether it is the best one that was left, and how likely that was.
    private(set) var draws: [(isBest: Bool, chance: Double)] = []

    /// - Parameter explorations: of the logging ranking and of the challenger's.
    init(_ rows: ArraySlice<SeenPlacement>, explorations: [RankingExploration]) {
        guard let first = rows.first else { return }
        let (slots, candidates) = (Int(first.slots), Int(first.candidates))
        let ranks = [rows.map { Int($0.own) }, rows.map { Int($0.other) }]
        func given(_ arm: Int, _ place: Int) -> Double {
            explorations[arm].chance(ofLast: ranks[arm][...place], slots: slots, candidates: candidates)
        }
        func alone(_ arm: Int, _ place: Int) -> Double? {
            explorations[arm].chance(of: ranks[arm][place], at: place, slots: slots, candidates: candidates)
        }
        for (place, row) in rows.enumerated() {
            let reward = row.clicked ? 1.0 : 0
            positions.append(
                SeenPage.decision(reward, logging: given(0, place), target: given(1, place), prediction: nil))
            if let logging = alone(0, place), let target = alone(1, place) {
                decisions.append(
                    SeenPage.decision(
                        reward, logging: logging, target: target,
                        prediction: row.predictedOfOther.map { .init(ofLogged: row.predicted, underTarget: $0) }))
            }
            guard explorations[0] != .uniform else { continue }
            let best = (0...place).first { !ranks[0][..<place].contains($0) } ?? place
            draws.append(
                (
                    ranks[0][place] == best,
                    explorations[0].chance(
                        ofLast: ranks[0][..<place] + [best], slots: slots, candidates: candidates)
                ))
        }
        let pairs = stride(from: 0, to: rows.count, by: 2).map { start -> Double? in
            let seen = start..<min(start + 2, rows.count)
            func chance(_ arm: Int) -> Double? {
                explorations[arm].chance(ofPair: ranks[arm][seen], at: start, slots: slots, candidates: candidates)
            }
            guard let logging = chance(0), logging > 0, let target = chance(1) else { return nil }
            return target / logging
        }
        let known = pairs.compactMap(\.self)
        weightOfPairs = known.count == pairs.count ? PseudoInverse.weight(ofIndependentSlots: known) : nil
    }

    /// What is shown has a chance above 0 by the ranking that showed it.
    private static func decision(
        _ reward: Double, logging: Double, target: Double, prediction: LoggedDecision.Prediction?
    ) -> LoggedDecision {
        guard
            let decision = try? LoggedDecision(
                reward: reward, loggingPropensity: min(1, logging), targetPropensity: min(1, target),
                prediction: prediction)
        else { preconditionFailure("a placement was logged with a chance of \(logging)") }
        return decision
    }
}

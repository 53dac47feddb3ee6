import Marketplace
public import Statistics

/// What control's log of one world says of the challenger's ranking.
public struct OfflineTally: Sendable, Equatable, Codable {
    /// By placement: each exposure is a decision by itself. Empty where chances of placements have no closed form.
    public var placements = LoggedDecisions()
    /// By page, as far as it was seen: each placement is a decision given what stands above it.
    public var pages = LoggedSlates()
    /// Exposures of pages, and their clicks.
    public var exposures = 0
    public var clicks = 0
    /// Exposures of pages after a session's first.
    public var ofLaterPages: Int
    /// Whether a ranking reads what pages have led to.
    public var readsThePast: Bool
    /// Whether control's ranking draws its pages, so that its log has more than what it ranks.
    public var isDrawn: Bool
    /// Placements that show the best candidate that is left, how many are expected to by their chances, and the variance of that number.
    public var best = 0
    public var bestExpected = 0.0
    public var bestVariance = 0.0
    /// How well control's order and the challenger's put clicks in order among what was shown: the area under the ROC curve, nil without
    /// clicks or without anything else, and the discounted gain of pages.
    public var areas: [Double?] = []
    public var gains = [DiscountedGain(), DiscountedGain()]

    init(ofLaterPages: Int, readsThePast: Bool, isDrawn: Bool) {
        self.ofLaterPages = ofLaterPages
        self.readsThePast = readsThePast
        self.isDrawn = isDrawn
    }
}

extension OfflineTally {
    /// Takes in the exposures of a user, page by page and from each page's top.
    mutating func add(_ rows: [PlacementLog.Row], explorations: [RankingExploration]) {
        var placed = LoggedDecisions.Cluster()
        var slates = LoggedSlates.Cluster()
        var ordered = [DiscountedGain.Cluster(), DiscountedGain.Cluster()]
        var start = 0
        while start < rows.count {
            let end = rows[start...].firstIndex { $0.request != rows[start].request } ?? rows.count
            let page = rows[start..<end]
            add(SeenPage(page, explorations: explorations), to: &placed, and: &slates)
            for (arm, rank) in Self.ranks.enumerated() {
                ordered[arm].add(
                    gains: page.map { $0.clicked ? 1 : 0 }, scores: page.map { -Double($0[keyPath: rank]) })
            }
            start = end
        }
        for (arm, cluster) in ordered.enumerated() { gains[arm].add(cluster) }
        exposures += rows.count
        clicks += rows.count { $0.clicked }
        placements.add(placed)
        pages.add(slates)
    }

    private mutating func add(
        _ page: SeenPage, to placed: inout LoggedDecisions.Cluster, and slates: inout LoggedSlates.Cluster
    ) {
        page.decisions.forEach { placed.add($0) }
        slates.add(page.positions, pseudoInverseWeight: page.weightOfPairs)
        // Of a ranking at random the order is known when it is shown, and the best one that is left is what comes next.
        for draw in page.draws {
            best += draw.isBest ? 1 : 0
            bestExpected += draw.chance
            bestVariance += draw.chance * (1 - draw.chance)
        }
    }

    /// In control's order and in the challenger's.
    private static var ranks: [KeyPath<PlacementLog.Row, UInt16>] { [\.own, \.other] }

    /// Finds how well either order tells what is clicked from what is not.
    mutating func rank(_ rows: [PlacementLog.Row]) {
        let clicked = rows.map(\.clicked)
        areas = Self.ranks.map { rank in
            (try? AreaUnderCurve(scores: rows.map { -Double($0[keyPath: rank]) }, hasEvent: clicked))?.estimate
        }
    }

    /// The log's clicks per exposure; nil without exposures.
    var logged: Double? { exposures > 0 ? Double(clicks) / Double(exposures) : nil }
}

/// A page as far as it was seen: what the logging ranking did, and how likely the challenger's was to do it.
private struct SeenPage {
    /// Of each placement by itself; none where chances have no closed form.
    private(set) var decisions: [LoggedDecision] = []
    /// Of each placement given those above it.
    private(set) var positions: [LoggedDecision] = []
    /// Where neighbours are drawn in pairs, the pseudo-inverse's weight of the page; else nil.
    private(set) var weightOfPairs: Double?
    /// Of each placement, whether it is the best one that was left, and how likely that was.
    private(set) var draws: [(isBest: Bool, chance: Double)] = []

    /// - Parameter explorations: of the logging ranking and of the challenger's.
    init(_ rows: ArraySlice<PlacementLog.Row>, explorations: [RankingExploration]) {
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

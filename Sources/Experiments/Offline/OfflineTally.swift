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
    mutating func add(_ rows: [SeenPlacement], explorations: [RankingExploration]) {
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
    private static var ranks: [KeyPath<SeenPlacement, UInt16>] { [\.own, \.other] }

    /// Finds how well either order tells what is clicked from what is not.
    mutating func rank(_ rows: [SeenPlacement]) {
        let clicked = rows.map(\.clicked)
        areas = Self.ranks.map { rank in
            (try? AreaUnderCurve(scores: rows.map { -Double($0[keyPath: rank]) }, hasEvent: clicked))?.estimate
        }
    }

    /// The log's clicks per exposure; nil without exposures.
    var logged: Double? { exposures > 0 ? Double(clicks) / Double(exposures) : nil }
}

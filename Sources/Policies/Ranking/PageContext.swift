public import PolicyKit

/// Ranks by chances of a click that depend on what else the page holds.
///
/// A miniature of RACP (the page, clicked or not, is the context of a feedback): a second regression learns, from all that a page showed,
/// clicked or not, what the log odds of `logistic` leave unexplained by how many listings of the same category stand above. The page is
/// filled slot by slot, each time with the listing that is likeliest to be clicked below those which it holds already.
///
/// RACP: Fan et al., "Modeling Users' Contextualized Page-wise Feedback for Click-Through Rate Prediction in E-commerce Search", 2022
/// (arXiv 2203.15542).
public final class PageContext: RankingPolicy {
    public static let name = "page-context"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By a learned chance of a click below what the page holds already, slot by slot (RACP)."
    public static let parameters =
        FollowTheRegularizedLeader.parameters() + [
            Parameter("page_size", "Slots that are filled one by one.", unit: .count, default: 20, range: 1...50)
        ]
    public let signals = ClickFeature.signals.union(SignalSet(.category))
    public var rememberedCount: Int { Column.category + 1 }

    /// The columns that are remembered, behind those of `ClickFeature`.
    private enum Column {
        static let planned = ClickFeature.allCases.count
        static let page = planned + 1
        static let user = page + 1
        static let category = user + 1
    }

    /// The features of a slot's surroundings: a tenth for each listing of the category above it, for each slot above it, and for each listing
    /// of the category that the page was to hold. The last two take up what the first regression gets wrong of slots further down and of
    /// categories that a page is full of, so that neighbours are not blamed for it; ranking reads the first alone.
    private enum Surrounding: Int, CaseIterable { case crowd, depth, planned }
    private static let scale: Float = 0.1
    /// Numbers of a page: what it has shown of each category, and of all.
    private static let counts = Categories.most + 1
    /// Pages are told apart by numbers that a remembered number holds exactly.
    private static let pageNumbers = 1 << 24

    private let pageSize: Int
    private var model: FollowTheRegularizedLeader
    private var context: FollowTheRegularizedLeader
    /// The number of the page that is scored next.
    private var nextPage = 0
    /// By user: the page whose exposures were heard of last, and how many of each category.
    private var pages: [Float] = []
    private var shown: [Float] = []

    public init(parameters: ParameterValues, seed: UInt64) {
        model = FollowTheRegularizedLeader(features: ClickFeature.allCases.count, parameters)
        context = FollowTheRegularizedLeader(features: Surrounding.allCases.count, parameters)
        pageSize = Int(parameters.number("page_size"))
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        let (count, page, user) = (batch.count, Float(nextPage), Float(batch.user))
        nextPage = (nextPage + 1) % Self.pageNumbers
        let category = batch.signal(.category)
        for index in 0..<count {
            answers.remembered[Column.page * count + index] = page
            answers.remembered[Column.user * count + index] = user
            answers.remembered[Column.category * count + index] = category[index]
        }
        LinearScore.write(
            answers.remembered, features: ClickFeature.allCases.count, count: count, into: &answers.scores
        ) {
            model.weight($0)
        }
        // Listings that would draw each other's clicks are not sought.
        let loss = min(0, context.weight(Surrounding.crowd.rawValue)) * Self.scale
        let planned = fill(category, loss: loss, &answers.scores)
        for index in 0..<count {
            answers.remembered[Column.planned * count + index] = planned[Categories.place(category[index])]
        }
    }

    /// Turns scores of slots without neighbours into those of the slots in which the candidates come to stand: the page takes the best of what
    /// is left, again and again. No later choice is better than an earlier one, so the order of scores is that of choice.
    /// - Parameter loss: what each listing of the category above takes away; at most 0.
    /// - Returns: listings of each category on the page.
    private func fill(
        _ category: borrowing Span<Float>, loss: Float, _ scores: inout MutableSpan<Float>
    ) -> [Float] {
        var losses = [Float](repeating: 0, count: Categories.most)
        var held = losses
        var rest = scores.indices.map { (index: $0, category: Categories.place(category[$0]), alone: scores[$0]) }
        for _ in 0..<min(pageSize, rest.count) {
            var (best, score) = (0, -Float.infinity)
            for place in rest.indices {
                let below = rest[place].alone + losses[rest[place].category]
                if below > score { (best, score) = (place, below) }
            }
            scores[rest[best].index] = score
            losses[rest[best].category] += loss
            held[rest[best].category] += 1
            rest.remove(at: best)
        }
        for candidate in rest { scores[candidate.index] = candidate.alone + losses[candidate.category] }
        return held
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let row = batch.remembered(index)
            let isClicked = batch.outcome(index).contains(.click)
            let page = page(of: row)
            let (own, all) = (page + Categories.place(row[Column.category]), page + Categories.most)
            let surroundings = [shown[own], shown[all], row[Column.planned]].map { $0 * Self.scale }
            context.learn(surroundings.span, success: isClicked, beyond: model.logOdds(row))
            model.learn(row, success: isClicked)
            shown[own] += 1
            shown[all] += 1
        }
    }

    /// Where it is counted what the exposure's page has shown; a page that was not heard of before has shown nothing.
    private func page(of row: borrowing Span<Float>) -> Int {
        let user = max(0, Int(row[Column.user]))
        if user >= pages.count {
            let more = user + 1 - pages.count
            pages += Array(repeating: -1, count: more)
            shown += Array(repeating: 0, count: more * Self.counts)
        }
        let first = user * Self.counts
        if pages[user] != row[Column.page] {
            pages[user] = row[Column.page]
            for count in 0..<Self.counts { shown[first + count] = 0 }
        }
        return first
    }

    public func save() -> [UInt8] {
        model.save() + context.save() + StateBytes.encode(([Float(nextPage)] + pages + shown).map(Double.init))
    }

    public func load(_ state: [UInt8]) throws {
        guard let (parts, numbers) = StateBytes.partsAndNumbers(state, [model.stateSize, context.stateSize]),
            let next = numbers.first.flatMap({ Int(exactly: $0) }), 0..<Self.pageNumbers ~= next,
            (numbers.count - 1).isMultiple(of: 1 + Self.counts), model.load(parts[0]), context.load(parts[1])
        else { throw PolicyStateError(policy: Self.name) }
        nextPage = next
        let users = (numbers.count - 1) / (1 + Self.counts)
        pages = Array(numbers.dropFirst().prefix(users))
        shown = Array(numbers.dropFirst(1 + users))
    }
}

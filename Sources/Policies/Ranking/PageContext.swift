public import PolicyKit

/// Ranks by chances of a click that depend on what else the page holds.
///
/// A miniature of RACP (the page, clicked or not, is the context of a feedback): a regression reads, beside what `logistic` reads, how many
/// listings of the candidate's category the page showed above it, and learns from all of them, clicked or not. The page is filled slot
/// by slot, each time with the listing that is likeliest to be clicked below those which it holds already.
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
        static let page = ClickFeature.allCases.count
        static let user = page + 1
        static let category = user + 1
    }

    /// The feature of how crowded a slot is: behind those of `ClickFeature`, a tenth for each listing of the category above it.
    private static let crowd = ClickFeature.allCases.count
    private static let crowdScale: Float = 0.1
    private static let categories = 64
    /// Pages are told apart by numbers that a remembered number holds exactly.
    private static let pageNumbers = 1 << 24

    private let pageSize: Int
    private var model: FollowTheRegularizedLeader
    /// The number of the page that is scored next.
    private var nextPage = 0
    /// By user: the page whose exposures were heard of last, and how many of each category.
    private var pages: [Float] = []
    private var shown: [Float] = []

    public init(parameters: ParameterValues, seed: UInt64) {
        model = FollowTheRegularizedLeader(features: Self.crowd + 1, parameters)
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
        LinearScore.write(answers.remembered, features: Self.crowd, count: count, into: &answers.scores) {
            model.weight($0)
        }
        // Listings that would draw each other's clicks are not sought.
        let loss = min(0, model.weight(Self.crowd)) * Self.crowdScale
        if loss < 0 { fill(category, loss: loss, &answers.scores) }
    }

    /// Turns scores of slots without neighbours into those of the slots in which the candidates come to stand: the page takes the best of what
    /// is left, again and again. No later choice is better than an earlier one, so the order of scores is that of choice.
    /// - Parameter loss: what each listing of the category above takes away; below 0.
    private func fill(_ category: borrowing Span<Float>, loss: Float, _ scores: inout MutableSpan<Float>) {
        var losses = [Float](repeating: 0, count: Self.categories)
        var rest = scores.indices.map { (index: $0, category: Self.category(category[$0]), alone: scores[$0]) }
        for _ in 0..<min(pageSize, rest.count) {
            var (best, score) = (0, -Float.infinity)
            for place in rest.indices {
                let below = rest[place].alone + losses[rest[place].category]
                if below > score { (best, score) = (place, below) }
            }
            scores[rest[best].index] = score
            losses[rest[best].category] += loss
            rest.remove(at: best)
        }
        for candidate in rest { scores[candidate.index] = candidate.alone + losses[candidate.category] }
    }

    private static func category(_ number: Float) -> Int { max(0, min(Int(number), categories - 1)) }

    public func learn(from batch: borrowing FeedbackBatch) {
        var features = [Float](repeating: 0, count: Self.crowd + 1)
        for index in 0..<batch.count {
            let row = batch.remembered(index)
            for feature in 0..<Self.crowd { features[feature] = row[feature] }
            let place = place(of: row)
            features[Self.crowd] = Self.crowdScale * shown[place]
            shown[place] += 1
            model.learn(features.span, success: batch.outcome(index).contains(.click))
        }
    }

    /// Where it is counted what the exposure's page has shown of its category; a page that was not heard of before has shown nothing.
    private func place(of row: borrowing Span<Float>) -> Int {
        let user = max(0, Int(row[Column.user]))
        if user >= pages.count {
            let more = user + 1 - pages.count
            pages += Array(repeating: -1, count: more)
            shown += Array(repeating: 0, count: more * Self.categories)
        }
        let first = user * Self.categories
        if pages[user] != row[Column.page] {
            pages[user] = row[Column.page]
            for category in 0..<Self.categories { shown[first + category] = 0 }
        }
        return first + Self.category(row[Column.category])
    }

    public func save() -> [UInt8] {
        model.save() + StateBytes.encode(([Float(nextPage)] + pages + shown).map(Double.init))
    }

    public func load(_ state: [UInt8]) throws {
        guard let (parts, numbers) = StateBytes.partsAndNumbers(state, [model.stateSize]),
            let next = numbers.first.flatMap({ Int(exactly: $0) }), 0..<Self.pageNumbers ~= next,
            (numbers.count - 1).isMultiple(of: 1 + Self.categories), model.load(parts[0])
        else { throw PolicyStateError(policy: Self.name) }
        nextPage = next
        let users = (numbers.count - 1) / (1 + Self.categories)
        pages = Array(numbers.dropFirst().prefix(users))
        shown = Array(numbers.dropFirst(1 + users))
    }
}

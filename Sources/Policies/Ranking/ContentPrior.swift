import Foundation
import PolicyKit

/// Learns in what share of impressions a listing of some category and content is clicked, whoever sees it: what can be said of a
/// listing that nobody has seen.
///
/// A logistic regression (FTRL-proximal) with an intercept for each category. Each exposure teaches it, whether or not its listing
/// is still for sale.
struct ContentPrior: ListingExpectation {
    /// Numbers of a content vector that it reads, as many as the market's have.
    static let dimensions = 16
    /// Numbers per candidate that it wants back: category and content.
    static let width = 1 + dimensions

    /// Log-odds from which it starts: those of a click rate of 5 %.
    static let start: Float = -2.944_439
    private static let firstCategory = 1 + dimensions

    private let readsContent: Bool
    /// Weights of 1, of the content's numbers, and of each category.
    private var model: FollowTheRegularizedLeader

    /// - Parameter readsContent: whether content says something, and not the category alone.
    init(readsContent: Bool, model parameters: ParameterValues) {
        self.readsContent = readsContent
        model = FollowTheRegularizedLeader(features: Self.firstCategory + Categories.most, parameters)
    }

    /// Writes each candidate's log-odds of a click into column `place`, and what it wants back into the columns from `first` on.
    func write(
        _ batch: borrowing RankingBatch, into columns: inout MutableSpan<Float>, logOdds place: Int, from first: Int
    ) {
        let count = batch.count
        let category = batch.signal(.category)
        let weights = model.weights
        for index in 0..<count {
            columns[first * count + index] = category[index]
            columns[place * count + index] = Self.start + weights[0] + weights[Self.place(of: category[index])]
        }
        for dimension in 0..<Self.dimensions {
            let column = (first + 1 + dimension) * count
            guard readsContent, dimension < batch.dimensions else {
                for index in 0..<count { columns[column + index] = 0 }
                continue
            }
            let (weight, content) = (weights[1 + dimension], batch.content(dimension))
            for index in 0..<count {
                columns[column + index] = content[index]
                columns[place * count + index] += weight * content[index]
            }
        }
    }

    func write(
        _ batch: borrowing RankingBatch, into columns: inout MutableSpan<Float>, rate place: Int, from first: Int
    ) {
        write(batch, into: &columns, logOdds: place, from: first)
        let count = batch.count
        for index in 0..<count {
            columns[place * count + index] = 1 / (1 + expf(-columns[place * count + index]))
        }
    }

    mutating func settle() {}

    mutating func learn(_ row: borrowing Span<Float>, from first: Int, success: Bool) {
        let category = Self.place(of: row[first])
        var logOdds = Double(Self.start) + model.exactWeight(0) + model.exactWeight(category)
        for dimension in 0..<Self.dimensions {
            logOdds += model.exactWeight(1 + dimension) * Double(row[first + 1 + dimension])
        }
        let error = FollowTheRegularizedLeader.slope(logOdds, success: success)
        model.take(gradient: error, at: 0)
        model.take(gradient: error, at: category)
        guard readsContent else { return }
        for dimension in 0..<Self.dimensions {
            model.take(gradient: error * Double(row[first + 1 + dimension]), at: 1 + dimension)
        }
    }

    private static func place(of category: Float) -> Int { firstCategory + Categories.place(category) }

    func save() -> [UInt8] { model.save() }
    var stateSize: Int { model.stateSize }
    mutating func load(_ state: [UInt8]) -> Bool { model.load(state) }
}

import Foundation
import PolicyKit

/// Counts orders and refunds of each category, so that a category's own refund rate can be told from chance.
struct RefundRecord {
    /// Orders that count for nothing but the mean of all: the fewer a category has, the closer it stays to it.
    static let categoryPrior: Float = 20
    static let sellerPrior: Float = 5

    /// Paid orders, then refunds of them, one a category.
    private(set) var counts = [Double](repeating: 0, count: 2 * Categories.most)

    /// The share of all orders that were refunded, leaning on one in ten.
    private var mean: Float = 0.1
    /// ln of each category's refund rate over the mean of all. Orders are far rarer than pages, so it is worked out as they come.
    private var categoryLevels = [Float](repeating: 0, count: Categories.most)

    mutating func addOrder(category: Int) {
        guard (0..<Categories.most).contains(category) else { return }
        counts[category] += 1
        settle()
    }

    mutating func addRefund(category: Int) {
        guard (0..<Categories.most).contains(category) else { return }
        counts[Categories.most + category] += 1
        settle()
    }

    private mutating func settle() {
        let orders = counts.prefix(Categories.most).reduce(0, +)
        mean = Float((counts.suffix(Categories.most).reduce(0, +) + 1) / (orders + 10))
        for category in categoryLevels.indices {
            categoryLevels[category] = RefundRecord.level(
                orders: Float(counts[category]), refunds: Float(counts[Categories.most + category]), mean: mean,
                prior: RefundRecord.categoryPrior)
        }
    }

    /// ln of a refund rate over the mean, with `prior` orders at the mean added.
    static func level(orders: Float, refunds: Float, mean: Float, prior: Float) -> Float {
        logf((refunds + prior * mean) / (orders + prior) / mean)
    }

    /// What refunds are told by: a constant, the relative price, the condition, and the levels of the seller and of the category.
    static let features = 5

    /// What `write` reads of candidates.
    static let signals = SignalSet([.relativePrice, .condition, .category, .sellerSales, .sellerRefunds])

    /// Writes each candidate's features into the columns from `start` on, and behind them its category.
    func write(_ batch: borrowing RankingBatch, into columns: inout MutableSpan<Float>, from start: Int) {
        let price = batch.signal(.relativePrice)
        let condition = batch.signal(.condition)
        let category = batch.signal(.category)
        let sales = batch.signal(.sellerSales)
        let refunds = batch.signal(.sellerRefunds)
        let count = batch.count
        for index in 0..<count {
            columns[start * count + index] = 1
            columns[(start + 1) * count + index] = price[index]
            columns[(start + 2) * count + index] = (condition[index] - 3) * 0.5
            columns[(start + 3) * count + index] = RefundRecord.level(
                orders: sales[index], refunds: refunds[index], mean: mean, prior: RefundRecord.sellerPrior)
            columns[(start + 4) * count + index] = categoryLevels[Categories.place(category[index])]
            columns[(start + 5) * count + index] = category[index]
        }
    }

    mutating func load(_ counts: [Double]) {
        self.counts = counts
        settle()
    }
}

import Foundation
import Randomness
import Storage

/// Draws what an opportunity is worth: to everybody, to each category and to each campaign, all with a mean of 1.
///
/// A draw takes 12 random bits and looks its quantile up: an auction of 48 bidders needs 48 of them, and exponentials
/// would cost more than the auction itself.
struct AuctionValues: ~Copyable {
    private let key: RandomKey
    private let opportunity: Column<Double>
    private let category: Column<Double>
    private let campaign: Column<Double>
    /// Of each category for the opportunity at hand, padded to whole blocks.
    private let affinities: Column<Double>

    private static let quantiles = 4_096

    init(_ settings: AuctionMarketSettings, key: RandomKey) {
        self.key = key
        opportunity = AuctionValues.table(settings.opportunitySigma)
        category = AuctionValues.table(settings.categorySigma)
        campaign = AuctionValues.table(settings.valueSigma)
        affinities = Column(repeating: 1, count: (Int(settings.categories) + 7) / 8 * 8)
    }

    /// A lognormal's quantiles, scaled to a mean of exactly 1.
    private static func table(_ sigma: Double) -> Column<Double> {
        var values: [Double] = []
        var sum = 0.0
        for index in 0..<quantiles {
            let value = Inverse.logNormal((Double(index) + 0.5) / Double(quantiles), median: 1, sigma: sigma)
            values.append(value)
            sum += value
        }
        return Column(values.map { $0 * (Double(quantiles) / sum) })
    }

    /// Writes what an opportunity is worth to the campaigns of a segment, in the units of `means`.
    /// - Parameters:
    ///   - common: 32 random bits of the opportunity.
    ///   - means: what an exposure is worth to each campaign in the mean; `categories` is the category of each.
    ///   - values: room for as many numbers, in whole blocks of 8.
    @inline(__always)
    func draw(
        opportunity number: UInt32, day: UInt32, common: UInt32, means: borrowing Span<Double>,
        categories: borrowing Span<UInt8>, into values: borrowing Column<Double>
    ) {
        for first in stride(from: 0, to: affinities.count, by: 8) {
            AuctionValues.look(
                key.block(.adAffinity, number, UInt32(truncatingIfNeeded: first / 8), day), in: category,
                into: affinities, at: first)
        }
        let shared = opportunity[Int(common >> 20)]
        for first in stride(from: 0, to: means.count, by: 8) {
            AuctionValues.look(
                key.block(.adValue, number, UInt32(truncatingIfNeeded: first / 8), day), in: campaign,
                into: values, at: first)
        }
        for index in means.indices {
            values[index] *= unsafe shared * means[unchecked: index] * affinities[Int(categories[unchecked: index])]
        }
    }

    /// Eight quantiles of a block's bits.
    @inline(__always) private static func look(
        _ block: Block, in table: borrowing Column<Double>, into values: borrowing Column<Double>, at first: Int
    ) {
        values[first] = table[Int(block.word0 & 0xFFF)]
        values[first + 1] = table[Int(block.word0 >> 16 & 0xFFF)]
        values[first + 2] = table[Int(block.word1 & 0xFFF)]
        values[first + 3] = table[Int(block.word1 >> 16 & 0xFFF)]
        values[first + 4] = table[Int(block.word2 & 0xFFF)]
        values[first + 5] = table[Int(block.word2 >> 16 & 0xFFF)]
        values[first + 6] = table[Int(block.word3 & 0xFFF)]
        values[first + 7] = table[Int(block.word3 >> 16 & 0xFFF)]
    }
}

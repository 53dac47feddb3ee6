import Foundation
import Randomness

/// Draws what an opportunity is worth: to everybody, to each category and to each campaign, all with a mean of 1.
///
/// A draw takes 12 random bits and looks its quantile up: an auction of 48 bidders needs 48 of them, and exponentials
/// would cost more than the auction itself.
struct AuctionValues: ~Copyable {
    private let key: RandomKey
    private let opportunity: UnsafeMutablePointer<Double>
    private let category: UnsafeMutablePointer<Double>
    private let campaign: UnsafeMutablePointer<Double>
    /// Of each category for the opportunity at hand, padded to whole blocks.
    private let affinities: UnsafeMutablePointer<Double>
    private let affinityBlocks: Int

    private static let quantiles = 4_096

    init(_ settings: AuctionMarketSettings, key: RandomKey) {
        self.key = key
        opportunity = AuctionValues.table(settings.opportunitySigma)
        category = AuctionValues.table(settings.categorySigma)
        campaign = AuctionValues.table(settings.valueSigma)
        affinityBlocks = (Int(settings.categories) + 7) / 8
        affinities = .allocate(capacity: 8 * affinityBlocks)
        affinities.initialize(repeating: 1, count: 8 * affinityBlocks)
    }

    deinit {
        opportunity.deallocate()
        category.deallocate()
        campaign.deallocate()
        affinities.deallocate()
    }

    /// A lognormal's quantiles, scaled to a mean of exactly 1.
    private static func table(_ sigma: Double) -> UnsafeMutablePointer<Double> {
        let table = UnsafeMutablePointer<Double>.allocate(capacity: quantiles)
        var sum = 0.0
        for index in 0..<quantiles {
            let value = Inverse.logNormal((Double(index) + 0.5) / Double(quantiles), median: 1, sigma: sigma)
            table.advanced(by: index).initialize(to: value)
            sum += value
        }
        for index in 0..<quantiles { table[index] *= Double(quantiles) / sum }
        return table
    }

    /// Writes what an opportunity is worth to the campaigns of a segment, in the units of `means`.
    /// - Parameters:
    ///   - common: 32 random bits of the opportunity.
    ///   - means: what an exposure is worth to each campaign in the mean; `categories` is the category of each.
    ///   - values: room for `count` numbers, rounded up to a multiple of 8.
    @inline(__always)
    func draw(
        opportunity number: UInt32, day: UInt32, common: UInt32, count: Int, means: UnsafePointer<Double>,
        categories: UnsafePointer<UInt8>, into values: UnsafeMutablePointer<Double>
    ) {
        for block in 0..<affinityBlocks {
            AuctionValues.look(
                key.block(.adAffinity, number, UInt32(truncatingIfNeeded: block), day), in: category,
                into: affinities + 8 * block)
        }
        let shared = opportunity[Int(common >> 20)]
        var first = 0
        while first < count {
            AuctionValues.look(
                key.block(.adValue, number, UInt32(truncatingIfNeeded: first / 8), day), in: campaign,
                into: values + first)
            first += 8
        }
        for index in 0..<count {
            values[index] *= shared * means[index] * affinities[Int(categories[index])]
        }
    }

    /// Eight quantiles of a block's bits.
    @inline(__always) private static func look(
        _ block: Block, in table: UnsafePointer<Double>, into values: UnsafeMutablePointer<Double>
    ) {
        values[0] = table[Int(block.word0 & 0xFFF)]
        values[1] = table[Int(block.word0 >> 16 & 0xFFF)]
        values[2] = table[Int(block.word1 & 0xFFF)]
        values[3] = table[Int(block.word1 >> 16 & 0xFFF)]
        values[4] = table[Int(block.word2 & 0xFFF)]
        values[5] = table[Int(block.word2 >> 16 & 0xFFF)]
        values[6] = table[Int(block.word3 & 0xFFF)]
        values[7] = table[Int(block.word3 >> 16 & 0xFFF)]
    }
}

import Foundation
import Randomness
import Storage

/// Draws what new listings are: category, price, units, content, seller.
///
/// A reference, so that the processes which lead to it stay as small as a pointer.
final class Stocking {
    private let settings: ListingSettings
    private let key: RandomKey
    private let userCount: Int
    /// Minor units, one a category.
    private let categoryMedians: [Double]
    /// `Content.dimensions` numbers a category.
    private let centres: [Float]
    /// The direction of content that appeals to all, of length 1; empty where content says nothing of appeal.
    private let appealing: [Float]
    /// Nil where listings have no attributes.
    private let attributes: AttributeDraw?
    private let priceSigma: Double
    private let categoryShares: CategoryShares

    /// - Parameter loaded: the people's own listings, whose categories set the price level where there are any.
    init(
        settings: ListingSettings, categoryShares: CategoryShares, key: RandomKey, userCount: Int,
        loaded: [LoadedListing]? = nil
    ) {
        self.settings = settings
        self.key = key
        self.userCount = userCount
        let own = Stocking.medianPrices(of: loaded ?? [])
        self.categoryShares = categoryShares
        categoryMedians = (0..<UInt32(settings.categories)).map { category in
            if let median = own[Int(category)] { return median }
            let block = key.block(.categoryPrice, category, 0, 0)
            return Inverse.logNormal(
                block.openUniform(0), median: Double(settings.priceMedian), sigma: settings.categoryPriceSigma)
        }
        var centres = [Float](repeating: 0, count: Int(settings.categories) * Content.dimensions)
        centres.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            for category in 0..<Int(settings.categories) {
                Content.draw(
                    .categoryContent, who: UInt32(category), key: key, into: start + category * Content.dimensions)
            }
        }
        self.centres = centres
        appealing = settings.appealFromContent > 0 ? Stocking.direction(.appealingContent, key) : []
        attributes =
            settings.appealFromAttribute > 0 ? AttributeDraw(count: Int(settings.attributes), key: key) : nil
        // The categories' spread is part of the whole market's.
        priceSigma = max(
            0,
            settings.priceSigma * settings.priceSigma
                - settings.categoryPriceSigma * settings.categoryPriceSigma
        ).squareRoot()
    }

    /// A direction of the space of content, any as likely as any other.
    private static func direction(_ purpose: Purpose, _ key: RandomKey) -> [Float] {
        var vector = [Float](repeating: 0, count: Content.dimensions)
        vector.withUnsafeMutableBufferPointer { buffer in
            if let start = buffer.baseAddress { Content.draw(purpose, who: 0, key: key, into: start) }
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }

    /// The median price of each category that has a listing.
    private static func medianPrices(of listings: [LoadedListing]) -> [Int: Double] {
        Dictionary(grouping: listings, by: \.category).mapValues { listings in
            let prices = listings.map(\.price).sorted()
            // Where most are given away, prices are held against the smallest coin.
            return max(1, Double(prices[(prices.count - 1) / 2] + prices[prices.count / 2]) / 2)
        }
    }

    /// The listing that will be given the number `listings.count`, with what `own` says of it laid over what is drawn.
    func draft(own: LoadedListing?, listings: borrowing Listings) -> ListingDraft {
        let listing = UInt32(listings.count)
        let traits = key.block(.listingTraits, listing, 0, 0)
        let origin = key.block(.listingOrigin, listing, 0, 0)
        let more = key.block(.listingOrigin, listing, 1, 0)
        let category = own?.category ?? categoryShares.category(at: origin, word: 0)
        let median = categoryMedians[category]
        let drawn = Inverse.logNormal(traits.openUniform(0), median: median, sigma: priceSigma)
        let bounded = min(Double(settings.priceMaximum), max(Double(settings.priceMinimum), drawn.rounded()))
        let price = own?.price ?? Int64(bounded)
        let condition = own?.condition ?? 1 + more.index(0, below: 5)
        let seller = seller(at: origin, listings: listings)
        let attribute = attributes?.attribute(of: listing)
        return ListingDraft(
            category: UInt8(category),
            condition: UInt8(condition),
            hiddenDefect: traits.uniform(3) < defectChance(of: seller, condition: condition),
            price: price,
            relativePrice: Stocking.relativePrice(price, median: median),
            appeal: appeal(of: listing, attribute, own: Float(Inverse.normal(traits.openUniform(1)))),
            quality: Float(own?.quality ?? Inverse.normal(traits.openUniform(2))),
            seller: seller,
            units: own?.units.map { Int32($0) } ?? units(at: origin.uniform(2), within: more.uniform(1)),
            attribute: attribute ?? 0)
    }

    /// Of variance 1: what content and the attribute tell of it, and what is the listing's own.
    private func appeal(of listing: UInt32, _ attribute: UInt32?, own: Float) -> Float {
        let shares = (content: Float(settings.appealFromContent), attribute: Float(settings.appealFromAttribute))
        var appeal = max(0, 1 - shares.content - shares.attribute).squareRoot() * own
        if !appealing.isEmpty { appeal += shares.content.squareRoot() * appealOfContent(of: listing) }
        if let attribute, let attributes { appeal += shares.attribute.squareRoot() * attributes.appeal(of: attribute) }
        return appeal
    }

    /// What anybody finds better about the content of a listing: standard normal.
    private func appealOfContent(of listing: UInt32) -> Float {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: Content.dimensions) { deviation in
            guard let start = deviation.baseAddress else { return Float(0) }
            Content.draw(.listingContent, who: listing, key: key, into: start)
            return appealing.indices.reduce(0) { $0 + appealing[$1] * deviation[$1] }
        }
    }

    /// The chance that a listing has a hidden defect: worn things have more, and so have some sellers'.
    private func defectChance(of seller: UInt32, condition: Int) -> Double {
        let reliability = Inverse.normal(key.block(.sellerTraits, seller, 0, 0).openUniform(0))
        let logOdds =
            log(settings.hiddenDefectShare / (1 - settings.hiddenDefectShare))
            + settings.defectConditionWeight * Double(condition - 3) + settings.defectSellerSigma * reliability
        return 1 / (1 + exp(-logOdds))
    }

    /// The relative price of a listing of that category at another price.
    func relativePrice(_ price: Int64, category: UInt8) -> Float {
        Stocking.relativePrice(price, median: categoryMedians[Int(category)])
    }

    /// Writes the content of a listing: its category's centre and its own deviation, scaled to unit variance.
    func writeContent(of listing: UInt32, category: UInt8, into vector: UnsafeMutablePointer<Float>) {
        Content.draw(.listingContent, who: listing, key: key, into: vector)
        let spread = Float(settings.contentSpread)
        let scale = 1 / (1 + spread * spread).squareRoot()
        let centre = Int(category) * Content.dimensions
        for dimension in 0..<Content.dimensions {
            vector[dimension] = (centres[centre + dimension] + spread * vector[dimension]) * scale
        }
    }

    private static func relativePrice(_ price: Int64, median: Double) -> Float {
        Float(log(max(1, Double(price)) / median))
    }

    private func units(at which: Double, within: Double) -> Int32 {
        if which < settings.singleUnitShare { return 1 }
        if which < settings.singleUnitShare + settings.fewUnitsShare { return 2 + Int32(within * 4) }
        return Int32(settings.deepUnits)
    }

    /// A user who never sold, or the seller of a listing picked at random: sellers with many listings get more.
    private func seller(at origin: Block, listings: borrowing Listings) -> UInt32 {
        if listings.count == 0 || origin.uniform(1) < settings.newSellerShare {
            return UInt32(origin.index(3, below: userCount))
        }
        return listings.seller[origin.index(3, below: listings.count)]
    }
}

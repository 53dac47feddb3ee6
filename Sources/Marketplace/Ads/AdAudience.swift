import Foundation
import Randomness

/// Says which categories' campaigns may bid for a page, and how likely the platform thinks a click on their listings.
///
/// The platform knows the market's mean rates, as a model fitted to its log would, and of the user the profile, the
/// affinity and a declared intent; the hidden intent and this session's taste it does not know.
struct AdAudience {
    /// Categories that one page can be offered to: the draws of one random block.
    static let mostCategories = 4

    private(set) var count = 0
    private var categories = InlineArray<4, UInt8>(repeating: 0)
    private var base = InlineArray<4, Float>(repeating: 0)
    private let tasteWeight: Float

    /// Draws categories by the user's affinity; a declared one is always among them.
    /// - Parameter affinity: a share a category.
    init(
        _ session: Session, affinity: UnsafePointer<Float>, categoryCount: Int, terms: borrowing Terms, block: Block
    ) {
        let choice = terms.conditions.choice
        tasteWeight = Float(choice.tasteWeight)
        for draw in 0..<AdAudience.mostCategories {
            let isDeclared = draw == 0 && session.declared != Session.undeclared
            let category =
                isDeclared ? session.declared : AdAudience.category(affinity, categoryCount, block.uniform(draw))
            guard !(0..<count).contains(where: { categories[$0] == category }) else { continue }
            let matched: Double =
                session.declared == Session.undeclared
                ? Double(affinity[Int(category)]) : category == session.declared ? 1 : 0
            let rate = matched * choice.clickRateMatched + (1 - matched) * choice.clickRateUnmatched
            categories[count] = category
            base[count] = Terms.logOdds(rate) + terms.adClick
            count += 1
        }
    }

    func category(_ index: Int) -> UInt8 { categories[index] }

    /// The place of a category among those that were drawn; nil when it was not.
    func index(of category: UInt8) -> Int? { (0..<count).first { categories[$0] == category } }

    /// Chance of a click on a listing of a drawn category whose content matches the user's profile so well.
    @inline(__always) func clickChance(_ index: Int, match: Float) -> Double {
        Double(1 / (1 + expf(-(base[index] + tasteWeight * match))))
    }

    private static func category(_ affinity: UnsafePointer<Float>, _ count: Int, _ uniform: Double) -> UInt8 {
        var left = Float(uniform)
        for category in 0..<count {
            left -= affinity[category]
            if left < 0 { return UInt8(category) }
        }
        return UInt8(count - 1)
    }
}

import PolicyKit

/// Describes a moment of a session by the numbers from which the worth of a new page is estimated.
package enum RequestMoment {
    /// Numbers per moment.
    package static let featureCount = 10

    /// Writes the features of a moment.
    static func write(_ batch: borrowing RequestBatch, _ moment: Int, into features: inout [Double]) {
        let slots = batch.pageSlots(moment)
        let next = Int(batch.fact(.slot)[moment]) + 1
        let categories = batch.categories(moment)
        var lastClicked = -1
        for slot in 0..<next where batch.outcome(moment, slot: slot).contains(.click) {
            lastClicked = Int(categories[slot])
        }
        let left = Double(slots - next)
        var asClicked = 0.0
        var asSkipped = 0.0
        for slot in next..<slots {
            if Int(categories[slot]) == lastClicked { asClicked += 1 }
            if categories[slot] == categories[next - 1] { asSkipped += 1 }
        }
        let justClicked = batch.outcome(moment, slot: next - 1).contains(.click)
        let hasClicked = lastClicked >= 0
        features[0] = 1
        features[1] = left / Double(max(1, slots))
        features[2] = hasClicked ? 1 : 0
        // Slots left that are not what was clicked: what a new page could replace.
        features[3] = hasClicked ? left / 20 * (1 - asClicked / max(1, left)) : 0
        features[4] = justClicked ? 1 : 0
        features[5] = Double(min(1, batch.fact(.skips)[moment] / 20))
        features[6] = Double(min(1, batch.fact(.idleRun)[moment] / 30))
        // Slots left that are like what was just passed over.
        features[7] = justClicked ? 0 : asSkipped / max(1, left) * features[6]
        features[8] = Double(min(1, batch.fact(.exposures)[moment] / 100))
        features[9] = features[1] * features[6]
    }
}

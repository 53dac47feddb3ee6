/// An opportunity that there was: what it was predicted to be worth, and the least price that would have won it.
struct PastOpportunity {
    var value: Double
    var price: Double

    /// The least multiplier that would have won it; nil where none could.
    var multiplier: Double? {
        guard value > 0 else { return nil }
        // Columns hold single precision: a bid just above the price wins whatever the rounding.
        let multiplier = price / value * (1 + 0x1p-20)
        return multiplier.isFinite ? multiplier : nil
    }
}

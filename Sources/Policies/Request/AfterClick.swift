public import PolicyKit

/// Asks for a page after a click: what was clicked says what the rest of the page should be.
public final class AfterClick: RequestPolicy {
    public static let name = "after-click"
    public static let summary = "Right after a click, while enough of the page is left."
    public static let parameters = [
        Parameter(
            "slots_left", "Slots that must be left on the page.", unit: .count, default: 1, range: 1...50)
    ]

    private let slotsLeft: Float

    public init(parameters: ParameterValues, seed: UInt64) { slotsLeft = Float(parameters.number("slots_left")) }

    public func decide(_ batch: borrowing RequestBatch, into answers: borrowing RequestAnswers) {
        let (slot, left) = (batch.fact(.slot), batch.fact(.slotsLeft))
        for moment in 0..<batch.count {
            let clicked = batch.outcome(moment, slot: Int(slot[moment])).contains(.click)
            answers.decide(moment, asks: clicked && left[moment] >= slotsLeft)
        }
    }
}

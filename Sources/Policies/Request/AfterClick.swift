public import PolicyKit

/// Asks for a page after a click: what was clicked says what the rest of the page should be.
public final class AfterClick: RequestPolicy {
    public static let name = "after-click"
    public static let summary = "Right after a click, while enough of the page is left."
    public static let parameters = [
        Parameter(
            "slots_left", "Slots that must be left on the page.", unit: .count, default: 1, range: 1...50)
    ]

    public let rhythm = RequestRhythm.rule(every: nil)
    private let slotsLeft: Double

    public init(parameters: ParameterValues, seed: UInt64) { slotsLeft = parameters.number("slots_left") }

    public func renew(_ outlook: RequestOutlook, into answers: inout RequestRule) {
        answers.require(.justClicked, atLeast: 1)
        answers.require(.slotsLeft, atLeast: slotsLeft)
        answers.share = 1
    }
}

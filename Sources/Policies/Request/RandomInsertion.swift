public import PolicyKit

/// Asks for a page after a random exposure.
public final class RandomInsertion: RequestPolicy {
    public static let name = "random"
    public static let summary = "After an exposure drawn at random."
    public static let parameters = [
        Parameter(
            "rate", "Chance that a page is asked for after an exposure.", unit: .share, default: 0.1, range: 0...1)
    ]

    public let rhythm = RequestRhythm.rule(every: nil)
    private let rate: Double

    public init(parameters: ParameterValues, seed: UInt64) { rate = parameters.number("rate") }

    public func renew(_ outlook: RequestOutlook, into answers: inout RequestRule) { answers.share = rate }
}

public import PolicyKit

/// Asks for a page every so many slots, whatever happened.
public final class UniformInsertion: RequestPolicy {
    public static let name = "uniform"
    public static let summary = "Every so many slots, whatever happened."
    public static let parameters = [
        Parameter("every", "Slots after which a new page is asked for.", unit: .count, default: 10, range: 1...50)
    ]

    public let rhythm = RequestRhythm.rule(every: nil)
    private let every: Double

    public init(parameters: ParameterValues, seed: UInt64) { every = parameters.number("every") }

    public func renew(_ outlook: RequestOutlook, into answers: inout RequestRule) {
        answers.require(.slot, atLeast: every - 1)
        answers.share = 1
    }
}

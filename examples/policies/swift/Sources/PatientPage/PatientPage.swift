public import PolicyExport

/// Asks for a new page once a user has passed so many listings without a click: the page is not what is looked for.
///
/// It answers with a rule that the platform follows by itself, so that nothing is asked at each exposure.
public final class PatientPage: RequestPolicy {
    public static let name = "patient-page"
    public static let summary = "After so many listings without a click, while enough of the page is left."
    public static let parameters = [
        Parameter("idle_run", "Listings without a click.", unit: .count, default: 8, range: 1...50),
        Parameter("slots_left", "Slots that must be left on the page.", unit: .count, default: 5, range: 1...50),
    ]

    public let rhythm = RequestRhythm.rule(every: nil)
    private let idleRun: Double
    private let slotsLeft: Double

    public init(parameters: ParameterValues, seed: UInt64) {
        idleRun = parameters.number("idle_run")
        slotsLeft = parameters.number("slots_left")
    }

    public func renew(_ outlook: RequestOutlook, into answers: inout RequestRule) {
        answers.require(.idleRun, atLeast: idleRun)
        answers.require(.slotsLeft, atLeast: slotsLeft)
        answers.share = 1
    }
}

/// What MarketLab loads.
@_cdecl("market_policy_plugin")
public func plugin(abi: UInt32, reason: PluginExport.Reason) -> UnsafeRawPointer? {
    PluginExport.plugin("example.patient-page", version: "1.0", abi: abi, reason: reason, [PatientPage.self])
}

import Experiments

/// What the scenario expects of the readout, and how it came out.
struct ExpectationSection: Section {
    let id = "expectations"
    let title = "Expectations"
    let blocks: [any Block]
    var media = Media.all

    /// Nil where nothing is expected.
    init?(_ readout: Readout) {
        guard let expectations = readout.expectations else { return nil }
        blocks = [
            Checks(
                checks: expectations.map {
                    Checks.Check(
                        tone: $0.outcome.tone, label: $0.statement, message: $0.message, outcome: $0.outcome.words)
                })
        ]
    }
}

extension ExpectationResult.Outcome {
    /// As a colour and a sign say it.
    package var tone: Tone {
        switch self {
        case .pass: .pass
        case .fail: .fail
        case .notEnough: .warn
        }
    }

    /// Beside the statement.
    package var words: String {
        switch self {
        case .pass: "pass"
        case .fail: "fail"
        case .notEnough: "open"
        }
    }
}

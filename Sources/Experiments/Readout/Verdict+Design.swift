extension Verdict {
    /// What a design says and whether it is true.
    /// - Parameters:
    ///   - design: in a sentence: "user split".
    ///   - what: what is measured, in a sentence: "bookings".
    ///   - nothing: why there is no true effect, in a sentence: "nothing was changed"; nil where there may be one.
    static func judge(
        _ design: String, _ what: String, _ readout: MetricReadout, nothing: String?, level: Double, replications: Int
    ) -> (headline: String, agreement: Agreement) {
        // Without an interval none can hold 0 or miss it.
        let agreement =
            nothing != nil && (readout.difference.lower != nil || readout.difference.estimate == 0)
            ? (readout.difference.contains(0) ? .agrees : .misleads)
            : agreement(readout, level: level, replications: replications)
        let said = effect(readout.relative, or: readout.difference)
        let true_ = effect(readout.truth.relative, or: readout.truth.difference)
        let headline =
            switch (agreement, nothing) {
            case (.agrees, let nothing?):
                "\(nothing.prefix(1).uppercased() + nothing.dropFirst()), and the \(design) finds nothing: \(what) \(said), "
                    + "within chance."
            case (.misleads, let nothing?): "A false alarm: \(nothing), but the \(design) says \(what) \(said)."
            case (.agrees, nil): "The \(design) tells the truth: \(what) \(said), and a launch would bring \(true_)."
            case (.misleads, nil):
                "The \(design) misleads: it says \(what) \(said), but a launch would bring \(true_)."
            case (.unclear, _): "Too noisy to say: the \(design) says \(what) \(said), a launch would bring \(true_)."
            }
        return (headline, agreement)
    }

    /// What a further design says of the primary metric, in a sentence.
    static func alsoSaid(_ design: String, _ readout: MetricReadout) -> String {
        let holds = readout.difference.contains(readout.truth.difference.estimate)
        return "The \(design) says \(effect(readout.relative, or: readout.difference)); its interval "
            + "\(holds ? "holds" : "misses") the truth."
    }
}

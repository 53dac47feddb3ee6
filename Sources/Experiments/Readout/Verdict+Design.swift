extension Verdict {
    /// What a design says and whether it is true, where several designs stand beside one truth.
    /// - Parameters:
    ///   - design: in a sentence: "user split".
    ///   - what: what is measured, in a sentence: "bookings".
    ///   - isNull: whether nothing was changed.
    static func judge(
        _ design: String, _ what: String, _ readout: MetricReadout, isNull: Bool, level: Double, replications: Int
    ) -> (headline: String, agreement: Agreement) {
        // One replication has no interval that could hold 0 or miss it.
        let agreement =
            isNull && replications > 1
            ? (readout.difference.contains(0) ? .agrees : .misleads)
            : agreement(readout, level: level, replications: replications)
        let said = effect(readout.relative, or: readout.difference)
        let true_ = effect(readout.truth.relative, or: readout.truth.difference)
        let headline =
            switch agreement {
            case .agrees where isNull:
                "Nothing was changed, and the \(design) finds nothing: \(what) \(said), within chance."
            case .misleads where isNull: "A false alarm: nothing was changed, but the \(design) says \(what) \(said)."
            case .agrees: "The \(design) tells the truth: \(what) \(said), and a launch would bring \(true_)."
            case .misleads: "The \(design) misleads: it says \(what) \(said), but a launch would bring \(true_)."
            case .unclear: "Too noisy to say: the \(design) says \(what) \(said), a launch would bring \(true_)."
            }
        return (headline, agreement)
    }
}

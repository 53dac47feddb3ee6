import Experiments

/// An effect in words: the estimate, and the interval where there is one.
struct EffectText {
    let estimate: String
    let interval: String?

    init(_ effect: EffectEstimate, _ figure: Figure) {
        self.init(estimate: figure.text(effect), interval: figure.interval(effect))
    }

    init(estimate: String, interval: String?) {
        self.estimate = estimate
        self.interval = interval
    }

    /// Where there is no effect to tell.
    static let absent = EffectText(estimate: Digits.absent, interval: nil)

    /// Both on one line.
    var line: String { interval.map { "\(estimate) \($0)" } ?? estimate }

    /// Both on one line, or stacked: the interval under the estimate.
    func lines(stacked: Bool) -> [String] { stacked ? [estimate, interval].compactMap(\.self) : [line] }
}

/// A number and the interval in which it is known to be; without sampling error both ends are the number.
struct ExpectationFigure: Equatable {
    let estimate: Double
    let lower: Double
    let upper: Double

    init(_ number: Double) { self.init(estimate: number, lower: number, upper: number) }

    init(estimate: Double, lower: Double, upper: Double) {
        self.estimate = estimate
        self.lower = lower
        self.upper = upper
    }

    var isExact: Bool { lower == upper }
    var effect: EffectEstimate { EffectEstimate(estimate: estimate, lower: lower, upper: upper) }

    var magnitude: ExpectationFigure {
        let ends = [lower.magnitude, upper.magnitude].sorted()
        return ExpectationFigure(
            estimate: estimate.magnitude, lower: lower <= 0 && upper >= 0 ? 0 : ends[0], upper: ends[1])
    }

    static func * (factor: Double, figure: ExpectationFigure) -> ExpectationFigure {
        let ends = [factor * figure.lower, factor * figure.upper].sorted()
        return ExpectationFigure(estimate: factor * figure.estimate, lower: ends[0], upper: ends[1])
    }

    static func + (a: ExpectationFigure, b: ExpectationFigure) -> ExpectationFigure {
        ExpectationFigure(estimate: a.estimate + b.estimate, lower: a.lower + b.lower, upper: a.upper + b.upper)
    }
}

/// Why an expectation cannot be judged, as the end of a sentence.
struct NoEvidence: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

import Statistics

/// Welch (1947) on two samples.
struct Welch {
    let difference: Double
    let error: Double
    let freedom: Double

    init(_ control: [Double], _ treatment: [Double]) {
        let a = ByHand.variance(treatment) / Double(treatment.count)
        let b = ByHand.variance(control) / Double(control.count)
        difference = ByHand.mean(treatment) - ByHand.mean(control)
        error = (a + b).squareRoot()
        freedom = (a + b) * (a + b) / (a * a / Double(treatment.count - 1) + b * b / Double(control.count - 1))
    }

    var p: Double { 2 * StudentT(degreesOfFreedom: freedom).upperTail(abs(difference / error)) }

    func half(_ level: Double) -> Double {
        error * StudentT(degreesOfFreedom: freedom).quantile(upperTail: (1 - level) / 2)
    }
}

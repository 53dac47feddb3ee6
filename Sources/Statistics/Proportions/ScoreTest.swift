import Foundation

/// The score test of a difference or ratio of two proportions, with the nuisance rates that the null implies
/// (Miettinen and Nurminen 1985 for the closed forms).
///
/// Treatment is arm 1 and control arm 2 of the papers.
struct ScoreTest {
    /// Which variance and which equation of the nuisance rates is used.
    enum Form {
        /// As the likelihood gives it (Mee 1984; Koopman 1984).
        case plain
        /// Variance times N/(N - 1) (Miettinen and Nurminen 1985).
        case corrected
        /// Plain, with statsmodels' x_2 in a place of the cubic where the paper has n_2.
        case statsmodels
    }

    private let form: Form
    private let x1: Double
    private let n1: Double
    private let x2: Double
    private let n2: Double

    init(control: ProportionSample, treatment: ProportionSample, form: Form) {
        self.form = form
        (x1, n1) = (Double(treatment.successes), Double(treatment.n))
        (x2, n2) = (Double(control.successes), Double(control.n))
    }

    private var p1: Double { x1 / n1 }
    private var p2: Double { x2 / n2 }
    private var correction: Double { form == .corrected ? (n1 + n2) / (n1 + n2 - 1) : 1 }

    /// The score statistic of the null p1 - p2 = `difference`.
    func statistic(difference delta: Double) -> Double {
        let n = n1 + n2
        // The likelihood equation is a cubic in p2; its relevant root has this trigonometric form.
        let l2 = (n1 + 2 * n2) * delta - n - x1 - x2
        let l1 = ((form == .statsmodels ? x2 : n2) * delta - n - 2 * x2) * delta + x1 + x2
        let l0 = x2 * delta * (1 - delta)
        let third = l2 / (3 * n)
        let c = third * third * third - l1 * l2 / (6 * n * n) + l0 / (2 * n)
        let b = (c < 0 ? -1.0 : 1.0) * max(0, third * third - l1 / (3 * n)).squareRoot()
        let cubed = b * b * b
        let angle = cubed == 0 ? 0 : (Double.pi + acos(min(1, max(-1, c / cubed)))) / 3
        let rate2 = min(1, max(0, 2 * b * cos(angle) - third))
        let rate1 = min(1, max(0, rate2 + delta))
        let variance = (rate1 * (1 - rate1) / n1 + rate2 * (1 - rate2) / n2) * correction
        return scaled(p1 - p2 - delta, by: variance)
    }

    /// The score statistic of the null p1/p2 = `ratio`.
    func statistic(ratio theta: Double) -> Double {
        let a = (n1 + n2) * theta
        let b = -(n1 * theta + x1 + n2 + x2 * theta)
        let c = x1 + x2
        // The smaller root of the quadratic, in the form that does not cancel.
        let rate2 = min(1, max(0, 2 * c / (-b + max(0, b * b - 4 * a * c).squareRoot())))
        let rate1 = min(1, max(0, rate2 * theta))
        let variance = (rate1 * (1 - rate1) / n1 + theta * theta * rate2 * (1 - rate2) / n2) * correction
        return scaled(p1 - theta * p2, by: variance)
    }

    private func scaled(_ excess: Double, by variance: Double) -> Double {
        variance > 0 ? excess / variance.squareRoot() : excess == 0 ? 0 : (excess > 0 ? .infinity : -.infinity)
    }
}

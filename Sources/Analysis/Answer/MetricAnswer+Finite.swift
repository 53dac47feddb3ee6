import Statistics

/// A figure, or figures that stand together.
protocol Figures {
    /// Without numbers that do not exist; nil where nothing is left to be said.
    var finite: Self? { get }
}

extension MetricAnswer {
    /// Takes out what is beyond the range of numbers, and says what that was.
    ///
    /// The one place where that happens: whatever is computed of anybody's table passes here, and nothing behind it meets a
    /// figure that is not finite.
    mutating func keepFinite() {
        var lost: [String] = []
        func keep<Part: Figures & Equatable>(_ part: inout Part?, _ name: String) {
            let finite = part?.finite
            // What is not a number does not equal itself.
            if part != finite { lost.append(name) }
            part = finite
        }
        keep(&mean, "mean")
        keep(&meanControl, "mean of control")
        keep(&difference, "difference")
        keep(&relative, "lift")
        keep(&statistic, "statistic")
        keep(&meanAdjusted, "adjusted mean")
        keep(&meanControlAdjusted, "adjusted mean of control")
        keep(&balance, "balance")
        keep(&degreesOfFreedom, "degrees of freedom")
        keep(&pValue, "p-value")
        keep(&varianceReduction, "share of the variance taken out")
        keep(&srm.pValue, "SRM p-value")
        keep(&randomisation, "randomisation test")
        keep(&winsorised, "cap")
        keep(&triggered, "triggered analysis")
        keep(&posterior, "posterior")
        keep(&nonInferiority, "test of non-inferiority")
        keep(&uplift, "uplift by score")
        keep(&look, "look")
        guard !lost.isEmpty else { return }
        // A variance that is no number has been taken for none.
        if difference == nil { note = nil }
        say(
            "beyond the range of numbers, and so absent in whole or in part: \(lost.joined(separator: ", ")); "
                + "write the columns in a larger or smaller unit")
    }
}

extension CovarianceMoments {
    /// - Throws: `undefined` where squares are no numbers or too small; what comes of either must not pass for a variance.
    func checkRange() throws(StatisticsError) {
        for (variable, mean) in means.enumerated() {
            guard mean.isFinite, (0...variable).allSatisfy({ covariance(variable, $0).isFinite }) else {
                throw .undefined(
                    "squares are beyond 1.8e308, the range of numbers; write the columns in a larger unit")
            }
            guard mean == 0 || mean.magnitude > 1e-150 || variance(variable).isNormal else {
                throw .undefined(
                    "squares are below 2.2e-308, the range of numbers; write the columns in a smaller unit")
            }
        }
    }
}

extension Double: Figures {
    var finite: Double? { isFinite ? self : nil }
}

extension EffectAnswer: Figures {
    var finite: Self? {
        guard estimate.isFinite else { return nil }
        return Self(
            estimate: estimate, lower: lower?.finite, upper: upper?.finite, standardError: standardError?.finite)
    }
}

extension RandomisationAnswer: Figures {
    var finite: Self? { pValue.isFinite && statistic.isFinite ? self : nil }
}

extension Array: Figures where Element: Figures {
    var finite: Self? {
        let finite = compactMap(\.finite)
        return finite.isEmpty ? nil : finite
    }
}

extension MetricAnswer.Winsorised: Figures {
    var finite: Self? { [lower?.cap, upper?.cap].allSatisfy { $0?.isFinite ?? true } ? self : nil }
}

extension MetricAnswer.Balance: Figures {
    var finite: Self? { mean.isFinite && meanControl.isFinite && pValue?.isNaN != true ? self : nil }
}

extension MetricAnswer.Triggered: Figures {
    var finite: Self? {
        var part = self
        (part.diluted, part.all, part.allPValue) = (diluted?.finite, all?.finite, allPValue?.finite)
        return share.isFinite ? part : nil
    }
}

extension MetricAnswer.Posterior: Figures {
    var finite: Self? {
        guard chanceToWin.isFinite else { return nil }
        var part = self
        (part.riskOfVariant, part.riskOfControl) = (riskOfVariant?.finite, riskOfControl?.finite)
        (part.flat, part.baseline) = (flat?.finite, baseline?.finite)
        return part
    }
}

extension MetricAnswer.Chances: Figures {
    var finite: Self? {
        guard chanceToWin.isFinite else { return nil }
        return Self(
            chanceToWin: chanceToWin, riskOfVariant: riskOfVariant?.finite, riskOfControl: riskOfControl?.finite)
    }
}

extension MetricAnswer.NonInferiority: Figures {
    var finite: Self? { pValue.isFinite ? self : nil }
}

extension MetricAnswer.Look: Figures {
    var finite: Self? { bound.isFinite && nominalLevel.isFinite ? self : nil }
}

extension UpliftAnswer: Figures {
    var finite: Self? {
        guard let qini = qini.finite, let auuc = auuc.finite else { return nil }
        var part = self
        (part.qini, part.auuc) = (qini, auuc)
        part.deciles = deciles.map(\.finite)
        return part
    }
}

extension UpliftAnswer.Decile {
    fileprivate var finite: Self {
        var part = self
        (part.mean, part.meanControl, part.uplift) = (mean?.finite, meanControl?.finite, uplift?.finite)
        return part
    }
}

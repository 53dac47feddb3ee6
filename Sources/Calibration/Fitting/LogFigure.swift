import Foundation
import Statistics

/// A figure of a log.
struct LogFigure {
    let value: Double
    /// Its standard error where that follows from the log alone.
    let error: Double?

    init(_ value: Double, error: Double? = nil) {
        self.value = value
        self.error = error
    }

    /// Log-odds; nil where nothing or everything is part.
    init?(oddsOf part: Int, in whole: Int) {
        guard part > 0, part < whole else { return nil }
        let (yes, no) = (Double(part), Double(whole - part))
        self.init(log(yes / no), error: (1 / yes + 1 / no).squareRoot())
    }

    /// Mean and standard deviation of values; nil for fewer than 30 and for values that do not differ.
    static func meanAndSpread(_ values: [Double]) -> (mean: LogFigure, spread: LogFigure)? {
        let moments = Moments(of: values)
        guard moments.n >= 30, moments.variance > 0 else { return nil }
        let error = (moments.variance / Double(moments.n)).squareRoot()
        return (LogFigure(moments.mean, error: error), LogFigure(moments.standardDeviation))
    }
}

import PolicyKit

/// A proportional, integral and derivative (PID) controller: turns the errors of tick after tick into corrections.
///
/// u = k_p e + k_i sum e + k_d (e - e of the tick before). The sum stays within a bound, so that errors nothing could be
/// done about do not pile up.
struct ControlLoop {
    static let parameters = [
        Parameter(
            "proportional", "Correction for an error of the last tick.", unit: .number, default: 0.4, range: 0...10),
        Parameter(
            "integral", "Correction for the sum of all errors of the period.", unit: .number, default: 0.02,
            range: 0...10),
        Parameter(
            "derivative", "Correction for a change of the error since the tick before.", unit: .number, default: 0.1,
            range: 0...10),
    ]
    private static let mostSum = 5.0

    private let proportional: Double
    private let integral: Double
    private let derivative: Double
    private var sum = 0.0
    private var last: Double?

    init(_ parameters: ParameterValues) {
        proportional = parameters.number("proportional")
        integral = parameters.number("integral")
        derivative = parameters.number("derivative")
    }

    /// Forgets the errors so far.
    mutating func restart() { (sum, last) = (0, nil) }

    /// The correction for an error from -1 to 1; errors beyond count as those.
    mutating func correction(for error: Double) -> Double {
        let error = min(1, max(-1, error))
        sum = min(Self.mostSum, max(-Self.mostSum, sum + error))
        defer { last = error }
        return proportional * error + integral * sum + derivative * (error - (last ?? error))
    }
}

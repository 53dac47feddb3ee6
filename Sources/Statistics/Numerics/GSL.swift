@preconcurrency import CGSL

/// Keeps GSL from ending the process: its default handler aborts on the first domain error or underflow.
///
/// Every type that calls a GSL function which can fail touches `GSL.ready` first; the handler is turned off once.
enum GSL {
    static let ready: Void = { _ = gsl_set_error_handler_off() }()
}

/// A function as GSL's C callbacks take it: by a pointer to an object.
private final class FunctionBox {
    let evaluate: (Double) -> Double
    init(_ evaluate: @escaping (Double) -> Double) { self.evaluate = evaluate }
}

/// Finds where a function crosses zero, by GSL's Brent-Dekker method.
enum RootFinder {
    /// The root between two points at which the function's signs differ.
    ///
    /// - Parameter relativeError: width of the last bracket, relative to the root.
    /// - Throws: `notConverged` where the signs do not differ or 200 steps do not suffice; `name` says of what.
    static func root(
        of name: String, between low: Double, and high: Double, relativeError: Double = 1e-14,
        _ function: @escaping (Double) -> Double
    ) throws(StatisticsError) -> Double {
        _ = GSL.ready
        let (atLow, atHigh) = (function(low), function(high))
        if atLow == 0 { return low }
        if atHigh == 0 { return high }
        guard let solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent), (atLow < 0) != (atHigh < 0) else {
            throw .notConverged(name)
        }
        defer { gsl_root_fsolver_free(solver) }
        let objective = FunctionBox(function)
        var gslFunction = gsl_function(
            function: { x, context in
                guard let context else { return .nan }
                return Unmanaged<FunctionBox>.fromOpaque(context).takeUnretainedValue().evaluate(x)
            }, params: Unmanaged.passUnretained(objective).toOpaque())
        let root: Double? = withExtendedLifetime(objective) {
            guard gsl_root_fsolver_set(solver, &gslFunction, low, high) == Int32(GSL_SUCCESS) else { return nil }
            for _ in 0..<200 {
                guard gsl_root_fsolver_iterate(solver) == Int32(GSL_SUCCESS) else { return nil }
                let (lower, upper) = (gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver))
                if gsl_root_test_interval(lower, upper, 1e-300, relativeError) == Int32(GSL_SUCCESS) {
                    return gsl_root_fsolver_root(solver)
                }
            }
            return nil
        }
        guard let root else { throw .notConverged(name) }
        return root
    }

    /// The first of start, start x factor, start x factor^2, ... at which the function is not negative.
    ///
    /// - Throws: `notConverged` after 60 steps; `name` says of what.
    static func bracket(
        of name: String, from start: Double, factor: Double = 2, _ function: (Double) -> Double
    ) throws(StatisticsError) -> Double {
        var end = start
        for _ in 0..<60 {
            if function(end) >= 0 { return end }
            end *= factor
        }
        throw .notConverged(name)
    }
}

/// Integrates smooth functions over finite ranges, by GSL's doubly adaptive Clenshaw-Curtis rule.
enum Integration {
    /// The integral from `low` to `high`.
    ///
    /// - Throws: `notConverged` where the relative error stays above 1e-8; `name` says of what.
    static func integral(
        of name: String, from low: Double, to high: Double, relativeError: Double = 1e-11,
        _ function: @escaping (Double) -> Double
    ) throws(StatisticsError) -> Double {
        _ = GSL.ready
        guard let workspace = gsl_integration_cquad_workspace_alloc(200) else { throw .notConverged(name) }
        defer { gsl_integration_cquad_workspace_free(workspace) }
        let integrand = FunctionBox(function)
        var gslFunction = gsl_function(
            function: { x, context in
                guard let context else { return .nan }
                return Unmanaged<FunctionBox>.fromOpaque(context).takeUnretainedValue().evaluate(x)
            }, params: Unmanaged.passUnretained(integrand).toOpaque())
        var result = 0.0
        var error = 0.0
        var evaluations = 0
        withExtendedLifetime(integrand) {
            _ = gsl_integration_cquad(
                &gslFunction, low, high, 0, relativeError, workspace, &result, &error, &evaluations)
        }
        // Rounding may keep the rule from the error asked for; what it reached is what counts.
        guard result.isFinite, error <= 1e-8 * result.magnitude || error < 1e-290 else { throw .notConverged(name) }
        return result
    }
}

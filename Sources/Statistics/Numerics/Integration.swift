import CGSL

/// Integrates smooth functions over finite ranges, by GSL's doubly adaptive Clenshaw-Curtis rule.
enum Integration {
    private final class Integrand {
        let evaluate: (Double) -> Double
        init(_ evaluate: @escaping (Double) -> Double) { self.evaluate = evaluate }
    }

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
        let integrand = Integrand(function)
        var gslFunction = gsl_function(
            function: { x, context in
                guard let context else { return .nan }
                return Unmanaged<Integrand>.fromOpaque(context).takeUnretainedValue().evaluate(x)
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

import CGSL

/// Lends a stream to libgsl as its generator, so that GSL's distributions draw keyed numbers.
///
/// GSL sees a `gsl_rng` on the caller's stack whose state is the stream itself: nothing is allocated and nothing
/// global is written, so any number of threads may draw at once.
enum GSLGenerator {
    /// The table of functions that GSL calls. It lives for ever, because `gsl_rng` points at it.
    ///
    /// Its creation turns off GSL's error handler, which would abort the process: every path into GSL from this
    /// module comes through here, so that happens once, before the first call.
    nonisolated(unsafe) static let type: UnsafePointer<gsl_rng_type> = {
        gsl_set_error_handler_off()
        let name: StaticString = "philox4x32-10 keyed"
        let table = UnsafeMutablePointer<gsl_rng_type>.allocate(capacity: 1)
        table.initialize(
            to: gsl_rng_type(
                name: UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
                max: .max, min: 0, size: MemoryLayout<RandomStream>.size,
                set: { _, _ in preconditionFailure("a keyed stream cannot be seeded again") },
                get: { state in UInt(state!.assumingMemoryBound(to: RandomStream.self).pointee.next()) },
                get_double: { state in state!.assumingMemoryBound(to: RandomStream.self).pointee.uniform() }))
        return UnsafePointer(table)
    }()

    static func draw<Value>(
        from stream: inout RandomStream, _ body: (UnsafePointer<gsl_rng>) -> Value
    ) -> Value {
        withUnsafeMutablePointer(to: &stream) { state in
            var generator = gsl_rng(type: type, state: state)
            return withUnsafePointer(to: &generator, body)
        }
    }
}

extension RandomStream {
    /// A gamma draw with `shape` > 0 and `scale` > 0; its mean is `shape` x `scale`.
    ///
    /// Marsaglia and Tsang: "A simple method for generating gamma variables", ACM TOMS 26, 2000 (GSL). It takes a
    /// varying count of numbers from the stream. A shape below about 0.01 may round down to 0.
    public mutating func gamma(shape: Double, scale: Double) -> Double {
        precondition(shape > 0 && scale > 0, "a gamma distribution needs a positive shape and scale")
        return GSLGenerator.draw(from: &self) { gsl_ran_gamma($0, shape, scale) }
    }
}

extension RandomStream {
    /// A beta draw in [0, 1] with parameters `alpha` > 0 and `beta` > 0; its mean is `alpha` / (`alpha` + `beta`).
    ///
    /// From two gamma draws, or Johnk's method when both parameters are at most 1 (GSL).
    public mutating func beta(_ alpha: Double, _ beta: Double) -> Double {
        precondition(alpha > 0 && beta > 0, "a beta distribution needs positive parameters")
        return GSLGenerator.draw(from: &self) { gsl_ran_beta($0, alpha, beta) }
    }
}

extension RandomStream {
    /// A Dirichlet draw: shares that add to 1, with `concentration[i]` > 0 for share i.
    public mutating func dirichlet(_ concentration: [Double]) -> [Double] {
        var shares = [Double](repeating: 0, count: concentration.count)
        var span = shares.mutableSpan
        dirichlet(concentration.span, into: &span)
        return shares
    }

    /// Fills `shares` with a Dirichlet draw whose concentrations are `concentration[i]` > 0.
    ///
    /// Gamma draws divided by their sum (GSL). If all of them round down to 0, which takes concentrations of the
    /// order of 0.001, GSL draws their logarithms instead, so the shares add to 1 to rounding in any case.
    public mutating func dirichlet(_ concentration: Span<Double>, into shares: inout MutableSpan<Double>) {
        precondition(concentration.count == shares.count, "a Dirichlet draw needs one concentration a share")
        for index in concentration.indices {
            precondition(concentration[index] > 0, "a Dirichlet concentration is positive")
        }
        if shares.isEmpty { return }
        concentration.withUnsafeBufferPointer { alpha in
            shares.withUnsafeMutableBufferPointer { theta in
                GSLGenerator.draw(from: &self) {
                    gsl_ran_dirichlet($0, alpha.count, alpha.baseAddress!, theta.baseAddress!)
                }
            }
        }
    }
}

extension RandomStream {
    /// A binomial count: successes in `trials` (0...2^32 - 1), each with `probability` (0...1).
    ///
    /// Kachitvichyanukul and Schmeiser: "Binomial random variate generation", CACM 31, 1988 (GSL): the time does not
    /// grow with the number of trials. It takes a varying count of numbers from the stream.
    public mutating func binomial(trials: Int, probability: Double) -> Int {
        precondition((0...1).contains(probability), "a probability lies in 0...1")
        return GSLGenerator.draw(from: &self) { Int(gsl_ran_binomial($0, probability, UInt32(trials))) }
    }
}

extension RandomStream {
    /// A Poisson count with the given mean, 0...10^9.
    ///
    /// By products of uniforms for a mean up to 10, above that by the recursion over gamma and binomial draws of
    /// Ahrens and Dieter, Computing 12, 1974 (GSL): the time grows with the logarithm of the mean.
    public mutating func poisson(mean: Double) -> Int {
        precondition(mean >= 0 && mean <= 1e9, "a Poisson mean lies in 0...10^9")
        return GSLGenerator.draw(from: &self) { Int(gsl_ran_poisson($0, mean)) }
    }
}

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

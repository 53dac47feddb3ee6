import CGSL

/// Keeps GSL from ending the process: its default handler aborts on the first domain error or underflow.
///
/// Every type that calls a GSL function which can fail touches `GSL.ready` first; the handler is turned off once.
enum GSL {
    static let ready: Void = { _ = gsl_set_error_handler_off() }()
}

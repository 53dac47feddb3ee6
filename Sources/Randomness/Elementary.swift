#if canImport(Glibc)
    public import Glibc
#elseif canImport(Musl)
    public import Musl
#else
    public import Darwin
#endif

/// The functions of libm that inlined draws need, so that only this file depends on the platform.
@usableFromInline
enum Elementary {
    @inlinable @inline(__always)
    static func logarithm(_ x: Double) -> Double { log(x) }

    @inlinable @inline(__always)
    static func exponential(_ x: Double) -> Double { exp(x) }
}

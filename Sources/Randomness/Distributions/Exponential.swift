extension RandomStream {
    /// An exponential draw with mean 1, by inversion: one number of the stream, never 0.
    @inlinable @inline(__always)
    public mutating func exponential() -> Double {
        Inverse.exponential(openUniform())
    }

    /// An exponential draw with the given mean (>= 0), in the unit of the mean.
    @inlinable @inline(__always)
    public mutating func exponential(mean: Double) -> Double {
        mean * exponential()
    }
}

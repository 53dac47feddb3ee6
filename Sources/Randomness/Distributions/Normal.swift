extension RandomStream {
    /// A standard normal draw, by inversion: one number of the stream, tails to 8.2 standard deviations.
    @inlinable @inline(__always)
    public mutating func normal() -> Double {
        Inverse.normal(openUniform())
    }

    /// A normal draw with the given mean and deviation (>= 0).
    @inlinable @inline(__always)
    public mutating func normal(mean: Double, deviation: Double) -> Double {
        mean + deviation * normal()
    }

    /// A log-normal draw: exp of a normal with mean ln(`median`) and deviation `sigma` (>= 0). Its mean is
    /// `median` exp(`sigma`^2 / 2).
    @inlinable @inline(__always)
    public mutating func logNormal(median: Double, sigma: Double) -> Double {
        Inverse.logNormal(openUniform(), median: median, sigma: sigma)
    }
}

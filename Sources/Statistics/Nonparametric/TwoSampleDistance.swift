/// The Kolmogorov-Smirnov distance of two samples: the greatest difference of their distribution functions.
public enum TwoSampleDistance {
    /// The distance, 0...1.
    ///
    /// - Throws: `tooFewUnits` for an empty arm.
    public static func kolmogorovSmirnov(
        control: [Double], treatment: [Double]
    ) throws(StatisticsError) -> Double {
        guard !control.isEmpty else { throw .tooFewUnits(in: .control, minimum: 1) }
        guard !treatment.isEmpty else { throw .tooFewUnits(in: .treatment, minimum: 1) }
        let (a, b) = (control.sorted(), treatment.sorted())
        var (i, j, distance) = (0, 0, 0.0)
        while i < a.count, j < b.count {
            let value = min(a[i], b[j])
            // Both functions step over all values equal to this one before they are compared.
            while i < a.count, a[i] == value { i += 1 }
            while j < b.count, b[j] == value { j += 1 }
            distance = max(distance, (Double(i) / Double(a.count) - Double(j) / Double(b.count)).magnitude)
        }
        return distance
    }
}

/// Sums of many values in eight running totals: a single one would wait for each addition in turn.
enum Lanes {
    static func sum(_ values: UnsafePointer<Double>, _ count: Int) -> Double {
        var totals = SIMD8<Double>()
        var index = 0
        while index + 8 <= count {
            totals += UnsafeRawPointer(values + index).loadUnaligned(as: SIMD8<Double>.self)
            index += 8
        }
        var sum = totals.sum()
        while index < count {
            sum += values[index]
            index += 1
        }
        return sum
    }

    /// Sum of the products, place by place.
    static func product(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
        var totals = SIMD8<Double>()
        var index = 0
        while index + 8 <= count {
            let left = UnsafeRawPointer(a + index).loadUnaligned(as: SIMD8<Double>.self)
            totals += left * UnsafeRawPointer(b + index).loadUnaligned(as: SIMD8<Double>.self)
            index += 8
        }
        var sum = totals.sum()
        while index < count {
            sum += a[index] * b[index]
            index += 1
        }
        return sum
    }
}

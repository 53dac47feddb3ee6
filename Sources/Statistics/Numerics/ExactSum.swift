/// Adds doubles without rounding error and rounds once at the end.
///
/// Keeps the running total as non-overlapping partial sums (Shewchuk 1997, "Adaptive precision floating-point
/// arithmetic", algorithm GROW-EXPANSION; the method of Python's `math.fsum`). Costs tens of nanoseconds a value: for
/// values held in memory, not for a stream of events. Sums that overflow a double are outside its contract.
struct ExactSum {
    private var partials: [Double] = []

    mutating func add(_ value: Double) {
        var x = value
        var kept = 0
        for index in partials.indices {
            var y = partials[index]
            if x.magnitude < y.magnitude { swap(&x, &y) }
            let high = x + y
            let low = y - (high - x)
            if low != 0 {
                partials[kept] = low
                kept += 1
            }
            x = high
        }
        partials.removeSubrange(kept...)
        partials.append(x)
    }

    /// The total so far, within one unit in the last place.
    var value: Double {
        var total = 0.0
        var correction = 0.0
        // Partials grow in magnitude: adding from the largest leaves the rounding to the last, smallest steps.
        for partial in partials.reversed() {
            let next = total + partial
            correction += partial - (next - total)
            total = next
        }
        return total + correction
    }

    static func of(_ values: some Sequence<Double>) -> Double {
        var sum = ExactSum()
        for value in values { sum.add(value) }
        return sum.value
    }
}

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

/// Recovers a centred second moment from raw totals with one rounding where the naive form has three.
enum SumOfProducts {
    /// sum((x - mean x)(y - mean y)) from n, sum(x), sum(y) and sum(xy).
    ///
    /// sum(x) sum(y) / n is carried as an unevaluated pair, so that only the totals' own rounding is left in the
    /// difference; a difference within four units in their last place is nothing but that, and is 0. Negative for
    /// x = y when the totals contradict each other: the caller decides what that means.
    static func centred(n: Int, sumX: Double, sumY: Double, sumXY: Double) -> Double {
        guard n > 0 else { return 0 }
        let count = Double(n)
        let product = sumX * sumY
        let productError = (-product).addingProduct(sumX, sumY)
        let quotient = product / count
        let remainder = product.addingProduct(-quotient, count) + productError
        let centred = (sumXY - quotient) - remainder / count
        return centred.magnitude <= 4 * max(sumXY.magnitude, quotient.magnitude).ulp ? 0 : centred
    }
}

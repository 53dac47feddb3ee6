/// Adds weighted columns, a number per candidate each, to candidates' sums: several candidates at once, and always in the order of the columns.
enum WeightedColumns {
    /// Adds four columns, so that the sums are read and written a quarter as often.
    @inline(__always) static func add(
        _ first: Span<Float>, _ second: Span<Float>, _ third: Span<Float>, _ fourth: Span<Float>,
        by weights: SIMD4<Float>, to sums: inout MutableSpan<Float>
    ) {
        let count = first.count
        precondition(second.count == count && third.count == count && fourth.count == count && sums.count >= count)
        unsafe sums.withUnsafeMutableBufferPointer { sums in
            unsafe first.withUnsafeBufferPointer { a in
                unsafe second.withUnsafeBufferPointer { b in
                    unsafe third.withUnsafeBufferPointer { c in
                        unsafe fourth.withUnsafeBufferPointer { d in
                            for index in 0..<count {
                                unsafe sums[index] =
                                    unsafe sums[index] + a[index] * weights.x + b[index] * weights.y
                                    + c[index] * weights.z + d[index] * weights.w
                            }
                        }
                    }
                }
            }
        }
    }

    /// Adds one column.
    @inline(__always) static func add(_ column: Span<Float>, by weight: Float, to sums: inout MutableSpan<Float>) {
        let count = column.count
        precondition(sums.count >= count)
        unsafe sums.withUnsafeMutableBufferPointer { sums in
            unsafe column.withUnsafeBufferPointer { column in
                for index in 0..<count { unsafe sums[index] += column[index] * weight }
            }
        }
    }
}

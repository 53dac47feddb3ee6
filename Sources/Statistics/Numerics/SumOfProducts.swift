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

import CGSL
import Foundation
import Randomness
import Testing

struct InverseTests {
    @Test func theNormalQuantileAgreesWithGSL() {
        var largest = 0.0
        var tail = 0.5
        while tail > 1e-16 {
            for u in [tail, 1 - tail] {
                let expected = gsl_cdf_ugaussian_Pinv(u)
                largest = max(largest, abs(Inverse.normal(u) - expected) / max(1, abs(expected)))
            }
            tail *= 0.97
        }
        #expect(largest < 1e-14)
        #expect(Inverse.normal(0.5) == 0)
        #expect(abs(Inverse.normal(0.975) - 1.959963984540054) < 1e-15)
    }

    @Test func quantilesAreOddOrIncreasingWhereTheyMustBe() {
        let grid = (0..<1 << 14).map { (Double($0) + 0.5) / Double(1 << 14) }
        for (low, high) in zip(grid, grid.dropFirst()) {
            #expect(Inverse.normal(low) < Inverse.normal(high))
            #expect(Inverse.exponential(low) < Inverse.exponential(high))
        }
        for u in grid { #expect(Inverse.normal(u) == -Inverse.normal(1 - u)) }
    }

    @Test func theExtremesOfABlockAreFinite() {
        for u in [0x1p-53, 0x1p-33, 1 - 0x1p-33, 1 - 0x1p-53] {
            #expect(Inverse.normal(u).isFinite)
            #expect(Inverse.exponential(u) > 0 && Inverse.exponential(u).isFinite)
        }
        #expect(abs(Inverse.normal(0x1p-53) + 8.2095361516013856) < 1e-12)
    }
}

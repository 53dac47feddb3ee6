import Calibration
import Testing

/// What a fit says that the log does not tell.
@Suite struct DoubtTests {
    private static let day = 86_400_000.0

    @Test func aParameterAtItsBoundIsNotTold() {
        let parameter = CalibratedParameter("listings.withdrawal_mean", 3_650 * Self.day, error: 0, "by simulation")
        #expect(
            parameter.doubt(isAtBound: true)
                == "listings.withdrawal_mean is not told by this log: the fit ends at its bound, 3650d; it is the default, 60d."
        )
        #expect(parameter.doubt(isAtBound: false) == nil)
    }

    @Test(arguments: [(1_109.0, false), (132, false), (131, true), (20, true)])
    func aStandardErrorAsLargeAsTheValueTellsNothing(error: Double, isTold: Bool) {
        let parameter = CalibratedParameter(
            "listings.withdrawal_mean", 132 * Self.day, error: error * Self.day, "by simulation")
        #expect((parameter.doubt(isAtBound: false) == nil) == isTold)
    }

    @Test func atTheDefaultThereIsNothingToDoubt() {
        let parameter = CalibratedParameter("listings.category_exponent", 0, error: 0.2, "by simulation")
        #expect(parameter.doubt(isAtBound: true) == nil)
    }
}

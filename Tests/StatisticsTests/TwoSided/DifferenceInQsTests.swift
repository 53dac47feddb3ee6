import Statistics
import Testing

@Suite struct DifferenceInQsTests {
    @Test func aListingIsWorthTheShareOfASurplusThatIsBooked() throws {
        // A surplus listing is booked at the rate 1 and goes by itself at the rate 3.
        let estimator = try DifferenceInQs(slope: 1, outRate: 3)
        #expect(estimator.price == 0.25)
        #expect(estimator.effect(naive: 0.4) == 0.4 * 0.75)
    }

    @Test func whereEveryListingIsBookedInTheEndNothingIsGained() throws {
        #expect(try DifferenceInQs(slope: 0.7, outRate: 0).effect(naive: 0.3) == 0)
    }

    @Test func whereBookingsDoNotDependOnListingsTheDifferenceOfMeansStands() throws {
        #expect(try DifferenceInQs(slope: 0, outRate: 2).effect(naive: 0.3) == 0.3)
        #expect(try DifferenceInQs(slope: -0.1, outRate: 2).price == 0)
    }

    @Test func whereNothingMovesNothingIsSaid() {
        #expect(throws: StatisticsError.self) { try DifferenceInQs(slope: -1, outRate: 0) }
    }
}

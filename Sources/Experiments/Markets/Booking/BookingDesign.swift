import Statistics

/// A way to randomise in a booking market, and what is read out of it.
public enum BookingDesign: String, Sendable, Hashable, CaseIterable {
    /// Customers are split and all listings carry the treatment (CR).
    case customerSplit = "customer_split"
    /// The same, with each booking charged for the later ones that it takes away (DQ).
    case differenceInQs = "difference_in_qs"
    /// Listings are split and all customers see the treatment (LR).
    case listingSplit = "listing_split"
    /// Both are split; treated pairs against all others (TSRN).
    case twoSided = "two_sided"
    /// Both are split; the estimate leans on the side that is not scarce (TSRI-1).
    case interpolatedOnce = "tsri_1"
    /// A two-sided split with the competition between arms taken away twice (TSRI-2).
    case interpolatedTwice = "tsri_2"

    /// The world that the design is read out of.
    var role: WorldRole {
        switch self {
        case .customerSplit, .differenceInQs: .customerSplit
        case .listingSplit: .listingSplit
        case .twoSided, .interpolatedOnce, .interpolatedTwice: .twoSided
        }
    }

    /// In a sentence: "the customer split".
    var words: String {
        switch self {
        case .customerSplit: "customer split"
        case .differenceInQs: "customer split with difference-in-Qs"
        case .listingSplit: "listing split"
        case .twoSided: "two-sided split"
        case .interpolatedOnce: "two-sided split with TSRI-1"
        case .interpolatedTwice: "two-sided split with TSRI-2"
        }
    }

    /// As a headline.
    var label: String {
        switch self {
        case .customerSplit: "Customer split (CR)"
        case .differenceInQs: "Customer split, DQ"
        case .listingSplit: "Listing split (LR)"
        case .twoSided: "Two-sided (TSRN)"
        case .interpolatedOnce: "Two-sided, TSRI-1"
        case .interpolatedTwice: "Two-sided, TSRI-2"
        }
    }

    var definition: String {
        let rate = "Bookings per day for each unit of the market's size"
        return switch self {
        case .customerSplit: "\(rate): treated customers against the others, as if all were in the arm."
        case .differenceInQs:
            "\(rate): treated customers against the others, less the later bookings that a booking takes away "
                + "(difference-in-Qs, Farias et al. 2022); control and treatment show the arms, whose difference is not "
                + "the estimate."
        case .listingSplit: "\(rate): of treated listings against the others, as if all were in the arm."
        case .twoSided:
            "\(rate): treated customers at treated listings against all other pairs, as if all pairs were in the arm."
        case .interpolatedOnce, .interpolatedTwice:
            "\(rate), from the four cells of the two-sided split (Johari et al. 2022); control and treatment show the "
                + "pairs with neither and with both sides treated, and their difference is not the estimate."
        }
    }

    /// What one world of the design says, or a part of its time: the rates of control and treatment, and the estimated
    /// effect.
    func reading(_ sample: BookingSample, leftOverShare: Double) throws(StatisticsError) -> BookingReading {
        let totals = sample.totals
        let correction: Double
        switch self {
        case .customerSplit, .listingSplit, .twoSided:
            let (control, treatment) = (try totals.untreatedRate(), try totals.treatedRate())
            return BookingReading(control: control, treatment: treatment, effect: treatment - control)
        case .differenceInQs:
            let (control, treatment) = (try totals.untreatedRate(), try totals.treatedRate())
            let effect = try sample.differenceInQs().effect(naive: treatment - control)
            return BookingReading(control: control, treatment: treatment, effect: effect)
        case .interpolatedOnce: correction = 1
        case .interpolatedTwice: correction = 2
        }
        let cells = try totals.cells()
        return BookingReading(
            control: cells.control, treatment: cells.treated,
            effect: cells.interpolatedEffect(leftOverShare: leftOverShare, correction: correction))
    }
}

/// What a design says: the rates of its arms, and what it takes for the effect.
struct BookingReading {
    let control: Double
    let treatment: Double
    let effect: Double
}

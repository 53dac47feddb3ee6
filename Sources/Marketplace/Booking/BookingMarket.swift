import Foundation

/// A market in which a session is a single choice: a customer considers some of the available listings, and books one of
/// them or none.
///
/// The model of Johari, Li, Liskovich and Weintraub ("Experimental Design in Two-Sided Platforms: An Analysis of Bias",
/// Management Science 68, 2022), whose limit for many listings is known, so that the bias of a design can be computed.
/// It knows no feed, no price and no payment. This type says what the market is; who is treated is the design's to say.
public struct BookingMarket: Sendable, Equatable {
    public var settings = BookingSettings()
    public var listingTypes = [BookingListingType()]
    public var customerTypes = [BookingCustomerType()]

    public init() {}

    /// Whether a booked listing comes back; otherwise it has left for good.
    public var returnsListings: Bool { settings.afterBooking == BookingSettings.returns }

    /// Whether treatment changes nothing.
    public var isNull: Bool {
        customerTypes.allSatisfy { $0.choices.allSatisfy { $0.utilityLift == 0 || $0.consideration == 0 } }
    }

    /// exp(-demand / supply): the share of listings that customers leave over, as Johari et al. weigh the two sides of
    /// the market (their section 6). Demand is all customers, supply all listings that become available, each a day.
    public var leftOverShare: Double {
        let demand = customerTypes.reduce(0) { $0 + $1.arrivalsPerDay }
        let supply = listingTypes.reduce(0) { sum, type in
            sum + (returnsListings ? type.share * 86_400_000 / Double(type.blockedMean) : type.arrivalsPerDay)
        }
        return supply > 0 ? exp(-demand / supply) : 0
    }
}

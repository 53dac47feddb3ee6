/// The shares of customers and of listings that a two-sided split treats.
public struct TwoSidedShares: Sendable, Equatable {
    /// Share of customers in treatment, 0...1.
    public var customers: Double
    /// Share of listings in treatment, 0...1.
    public var listings: Double

    public init(customers: Double, listings: Double) {
        self.customers = customers
        self.listings = listings
    }

    /// The shares for which the interpolated estimates were published: a customer split where customers are scarce, a listing
    /// split where listings are, and in between a_C = 1 - b + b/2, a_L = (1 - b)/2 + b (Johari et al. 2022, eq. 26), within
    /// what `experiment.treatment_share` and `booking.treated_listings` may be.
    /// - Parameter b: exp(-demand / supply), the share of listings left over.
    public init(leftOverShare b: Double) {
        customers = min(0.9999, 1 - b / 2)
        listings = min(0.99, (1 + b) / 2)
    }
}

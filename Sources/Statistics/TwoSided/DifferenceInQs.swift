/// What a customer-split experiment would have found, had it charged each booking for the later ones that it takes away:
/// difference-in-Qs.
///
/// Farias, Li, Peng, Zheng: "Markovian Interference in Experiments", NeurIPS 2022 (arXiv 2206.02371). With Q the
/// state-action value of the experiment's own policy, in the sense of the average reward, and s its states,
///
///     DQ = E_s[Q(s, treatment)] - E_s[Q(s, control)],
///
/// whose bias is of second order in the effect, where that of the difference of means is of first order.
///
/// Here the state is the number of available listings, all types together, and the value function is linear in it: V(s) =
/// price s. A booking takes one listing away, so Q(s, arm) = r_arm(s) (1 - price) plus what both arms share, and DQ is the
/// difference of means times 1 - price. The price follows from the Poisson equation, projected on the state:
/// Cov(s, r) + price Cov(s, drift) = 0 (least-squares temporal differences; Bradtke and Barto 1996). With a drift of
/// inflow - outRate s - r(s) that is price = slope / (outRate + slope), where slope is that of the booking rate in s.
public struct DifferenceInQs: Sendable, Hashable {
    /// Bookings that one more available listing brings in the long run, 0...1.
    public let price: Double

    /// - Parameters:
    ///   - slope: bookings a day that one more available listing brings. One below 0 is noise and taken for 0: more
    ///     listings do not mean fewer bookings.
    ///   - outRate: rate a day at which a surplus of one available listing goes by itself: that at which a blocked listing
    ///     returns or an available one is withdrawn. At least 0.
    /// - Throws: `undefined` where both are 0: then nothing says what a listing is worth.
    public init(slope: Double, outRate: Double) throws(StatisticsError) {
        let slope = max(0, slope)
        guard slope + outRate > 0 else { throw .undefined("bookings do not depend on what is available") }
        price = slope / (outRate + slope)
    }

    /// The estimate of the effect of treating all customers.
    /// - Parameter naive: the difference of the arms, each as if all customers were in it.
    public func effect(naive: Double) -> Double { naive * (1 - price) }
}

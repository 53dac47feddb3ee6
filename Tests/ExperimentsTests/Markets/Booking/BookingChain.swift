import Marketplace

/// A booking market of a few equal listings that come back, all of them considered, solved exactly: an oracle that shares
/// nothing with the simulation but the model.
///
/// The number of available listings is a Markov chain of single steps up and down, so its steady state follows from detailed
/// balance and the solution of the Poisson equation, the value function, step by step from 0 up.
struct BookingChain {
    /// Bookings per day for each unit of size, everybody treated less nobody treated.
    let truth: Double
    /// What a customer split expects: the difference of the arms in the experiment's own steady state.
    let naive: Double
    /// E[Q(s, treatment)] - E[Q(s, control)] with the true value function of the experiment's policy (Farias et al. 2022).
    let differenceInQs: Double
    /// What the Poisson equation leaves over at its last state, which its solution did not use; 0 but for rounding.
    let residue: Double

    /// - Precondition: one type of customers, one of listings, which return.
    init(_ market: BookingMarket, treatmentShare: Double = 0.5) {
        let size = Double(market.settings.size)
        let (customer, listing) = (market.customerTypes[0], market.listingTypes[0])
        let listings = Int((size * listing.share).rounded())
        let (comeBack, customers) = (86_400_000 / Double(listing.blockedMean), size * customer.arrivalsPerDay)
        let choice = customer.choices[0]
        let chances = [choice.utility, choice.utility * (1 + choice.utilityLift)].map { utility in
            (0...listings).map { available in
                utility * Double(available) / (customer.outsideOption * size + utility * Double(available))
            }
        }
        let mixed = zip(chances[0], chances[1]).map { (1 - treatmentShare) * $0 + treatmentShare * $1 }

        func steadyState(_ chance: [Double]) -> [Double] {
            var weights = [1.0]
            for available in 1...listings {
                let up = comeBack * Double(listings - available + 1)
                weights.append(weights[available - 1] * up / (customers * chance[available]))
            }
            let all = weights.reduce(0, +)
            return weights.map { $0 / all }
        }
        func mean(_ values: [Double], _ shares: [Double]) -> Double {
            zip(values, shares).reduce(0) { $0 + $1.0 * $1.1 }
        }

        let shares = steadyState(mixed)
        let rewards = mixed.map { customers * $0 }
        let gain = mean(rewards, shares)
        // What the last available listing is worth, by how many there are.
        var worth = [0.0, (gain - rewards[0]) / (comeBack * Double(listings))]
        for available in 1..<listings {
            let up = comeBack * Double(listings - available)
            worth.append((gain - rewards[available] + rewards[available] * worth[available]) / up)
        }
        residue = rewards[listings] - gain - rewards[listings] * worth[listings]
        let differences = zip(chances[0], chances[1]).map { customer.arrivalsPerDay * ($1 - $0) }
        naive = mean(differences, shares)
        differenceInQs = mean(zip(differences, worth).map { $0 * (1 - $1) }, shares)
        let rates = chances.map { customer.arrivalsPerDay * mean($0, steadyState($0)) }
        truth = rates[1] - rates[0]
    }
}

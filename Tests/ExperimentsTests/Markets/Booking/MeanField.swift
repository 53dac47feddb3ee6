import Statistics

/// The limit of a booking market for many listings: its steady state, and the bookings between the arms.
///
/// An oracle that shares nothing with the simulation but the model (Johari et al. 2022, sections 3 to 6). In the steady
/// state of ds/dt = inflow - out s - sum lam a s/Z, the masses s follow from what the customers weigh against each other,
/// Z = eps + sum a s, and Z follows from s: both maps are increasing, so from full shelves the iteration falls onto the
/// steady state.
struct MeanField {
    /// Bookings by the customer's arm, then the listing's, for each unit of time and size.
    private(set) var bookings = [[0.0, 0.0], [0.0, 0.0]]
    /// Mass of available listings by type.
    private(set) var available: [Double]

    var rate: Double { bookings.joined().reduce(0, +) }

    init(_ vector: JohariVector, treatedCustomers: Double, treatedListings: Double) {
        let params = vector.params
        let types = params.v0[0].indices
        let customers = [1 - treatedCustomers, treatedCustomers]
        let listings = [1 - treatedListings, treatedListings]
        func weight(_ g: Int, _ type: Int, _ i: Int, _ j: Int) -> Double {
            params.alpha[g][type] * (i == 1 && j == 1 ? params.v1 : params.v0)[g][type]
        }
        func flow(_ type: Int) -> (inflow: Double, out: Double) {
            guard let rho = params.rho, let tau = params.tau else {
                return (params.mu?[type] ?? 0, params.delta?[type] ?? 0)
            }
            return (tau[type] * rho[type], tau[type])
        }
        // By type and listing's arm; a mass above any steady state.
        var s = types.map { type in listings.map { share in share * flow(type).inflow / max(flow(type).out, 1e-3) } }
        func denominator(_ g: Int, _ i: Int) -> Double {
            types.reduce(params.eps[g]) { sum, type in
                sum + (0...1).reduce(0) { $0 + weight(g, type, i, $1) * s[type][$1] }
            }
        }
        for _ in 0..<200_000 {
            let z = params.lam.indices.map { g in (0...1).map { denominator(g, $0) } }
            var change = 0.0
            for type in types {
                for j in 0...1 {
                    let booked = params.lam.indices.reduce(0.0) { sum, g in
                        sum
                            + (0...1).reduce(0) {
                                $0 + params.lam[g] * customers[$1] * weight(g, type, $1, j) / z[g][$1]
                            }
                    }
                    let new = listings[j] * flow(type).inflow / (flow(type).out + booked)
                    change = max(change, abs(new - s[type][j]) / max(new, 1e-300))
                    s[type][j] = new
                }
            }
            if change < 1e-15 { break }
        }
        available = s.map { $0[0] + $0[1] }
        for i in 0...1 {
            for j in 0...1 {
                for g in params.lam.indices {
                    let z = denominator(g, i)
                    for type in types {
                        bookings[i][j] += params.lam[g] * customers[i] * weight(g, type, i, j) * s[type][j] / z
                    }
                }
            }
        }
    }
}

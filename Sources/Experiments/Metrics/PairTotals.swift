import Statistics

extension UnitTotals<PairIndex> {
    /// The totals of pairs, gathered by the arms of users and of listings that are on the market in the experiment.
    func moments(users: Int, _ assignments: Assignments) -> TwoSidedSample.Moments {
        let (quantities, listings) = (Metric.Quantity.allCases, index.listings.listings)
        let userArms = (0..<UInt32(users)).map { assignments.arm(ofUser: $0) }
        let listingArms = zip(listings, index.listings.isGone).map { $1 ? nil : assignments.arm(of: $0) }
        let none = CovarianceMoments(variables: quantities.count)
        var pairs = [[none, none], [none, none]]
        var (ofUser, ofListing) = (PairSums(units: users), PairSums(units: listings.count))
        for (row, pair) in index.pairs.enumerated() {
            let (user, listing) = (Int(pair.user), Int(pair.listing))
            let (userArm, listingArm) = (Int(userArms[user]), Int(listingArms[listing] ?? 0))
            let totals = self[row]
            let values = quantities.map(totals.value)
            ofUser.add(values, to: user, otherArm: listingArm)
            ofListing.add(values, to: listing, otherArm: userArm)
            pairs[userArm][listingArm].add(values)
        }
        let customers = ofUser.moments { userArms[$0] }
        let sides = ofListing.moments { listingArms[$0] }
        for user in 0...1 {
            for listing in 0...1 {
                let met = pairs[user][listing]
                // All others of the cell, who never met, have zeros.
                let others = customers[user].n * sides[listing].n - met.n
                pairs[user][listing].merge(CovarianceMoments(n: others, means: none.means) { _, _ in 0 })
            }
        }
        return TwoSidedSample.Moments(customers: customers, listings: sides, pairs: pairs)
    }
}

/// Sums of every quantity over a side's pairs, unit by unit, with the other side in control and in treatment.
private struct PairSums {
    private static let width = 2 * Metric.Quantity.allCases.count
    private var sums: [Double]

    init(units: Int) { sums = Array(repeating: 0, count: units * Self.width) }

    mutating func add(_ values: [Double], to unit: Int, otherArm: Int) {
        let first = unit * Self.width + otherArm * values.count
        for (quantity, value) in values.enumerated() { sums[first + quantity] += value }
    }

    /// - Parameter arm: nil for a unit that is left out.
    func moments(arm: (Int) -> UInt8?) -> [CovarianceMoments] {
        var moments = Array(repeating: CovarianceMoments(variables: Self.width), count: 2)
        for unit in 0..<sums.count / Self.width {
            guard let arm = arm(unit) else { continue }
            moments[Int(arm)].add(sums.span.extracting(unit * Self.width..<(unit + 1) * Self.width))
        }
        return moments
    }
}

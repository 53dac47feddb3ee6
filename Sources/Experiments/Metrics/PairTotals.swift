import Marketplace
import Statistics

extension UnitTotals<PairIndex> {
    /// The totals of pairs, gathered by the arms of users and of listings that are on the market in the experiment.
    func moments(
        users: Int, _ assignments: Assignments, _ quantities: KeptQuantities
    ) -> TwoSidedSample.Moments {
        let (width, listings) = (quantities.measured.count, index.listings.listings)
        let userArms = (0..<UInt32(users)).map { assignments.arm(ofUser: $0) }
        let listingArms = zip(listings, index.listings.isGone).map { $1 ? nil : assignments.arm(of: $0) }
        let none = CovarianceMoments(variables: width)
        var pairs = [[none, none], [none, none]]
        var (ofUser, ofListing) = (PairSums(units: users, width), PairSums(units: listings.count, width))
        var unit = UnitRow(quantities)
        for (row, pair) in index.pairs.enumerated() {
            let (user, listing) = (Int(pair.user), Int(pair.listing))
            let (userArm, listingArm) = (Int(userArms[user]), Int(listingArms[listing] ?? 0))
            read(row, into: &unit.values)
            let values = Array(unit.values[..<width])
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
    private let width: Int
    private var sums: [Double]

    init(units: Int, _ quantities: Int) {
        width = 2 * quantities
        sums = Array(repeating: 0, count: units * width)
    }

    mutating func add(_ values: [Double], to unit: Int, otherArm: Int) {
        let first = unit * width + otherArm * values.count
        for (quantity, value) in values.enumerated() { sums[first + quantity] += value }
    }

    /// - Parameter arm: nil for a unit that is left out.
    func moments(arm: (Int) -> UInt8?) -> [CovarianceMoments] {
        var moments = Array(repeating: CovarianceMoments(variables: width), count: 2)
        for unit in 0..<sums.count / width {
            guard let arm = arm(unit) else { continue }
            moments[Int(arm)].add(sums.span.extracting(unit * width..<(unit + 1) * width))
        }
        return moments
    }
}

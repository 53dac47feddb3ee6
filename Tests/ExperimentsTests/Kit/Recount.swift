import Experiments
import Marketplace

/// Totals of each user and period, recounted from a journal by a stranger.
struct Recount {
    /// By user; 0 for the warm-up and 1 for the experiment.
    private(set) var totals: [[[Quantity: Double]]]

    /// - Parameter browsingEnd: milliseconds at which the market closes.
    init(_ records: [JournalRecord], users: Int, experimentStart: Int64, browsingEnd: Int64) {
        totals = Array(repeating: [[:], [:]], count: users)
        var checkouts: [UInt32: JournalRecord] = [:]
        for record in records where record.kind == .checkout { checkouts[record.detail] = record }
        var origins: [UInt32: JournalRecord] = [:]
        for record in records where record.kind == .listingCreated { origins[record.listing] = record }
        let ads = Set(records.filter { $0.kind == .adExposure }.map { [$0.user, $0.session, $0.listing] })
        for record in records {
            // An order belongs to the period of its checkout, whenever it is paid or refunded.
            var time = record.time
            if [.payment, .delivery, .refund, .adOrder].contains(record.kind), let checkout = checkouts[record.detail] {
                time = checkout.time
            }
            let period = time >= experimentStart ? 1 : 0
            let origin = origins[record.listing]
            for (quantity, amount) in Recount.amounts(record) + Recount.amounts(record, of: origin, at: time) {
                totals[Int(record.user)][period][quantity, default: 0] += amount
            }
            if record.kind == .click, ads.contains([record.user, record.session, record.listing]) {
                totals[Int(record.user)][period][.adClicks, default: 0] += 1
            }
        }
        for user in 0..<users {
            let visits = records.filter { $0.kind == .sessionStart && $0.user == user }.map(\.time)
            for (period, range) in [0..<experimentStart, experimentStart..<browsingEnd].enumerated() {
                let own = visits.filter(range.contains)
                totals[user][period][.repeatVisits] = Double(max(0, own.count - 1))
                let lastWeek = range.upperBound - 7 * 86_400_000
                totals[user][period][.retained] = own.contains { $0 >= lastWeek } ? 1 : 0
            }
        }
    }

    /// What counts of young listings, which came less than three days before, and of those that came with more than five units.
    private static func amounts(
        _ record: JournalRecord, of origin: JournalRecord?, at time: Int64
    ) -> [(Quantity, Double)] {
        guard let origin else { return [] }
        let isYoung = origin.time > 0 && time < origin.time + 3 * 86_400_000
        let isDeep = origin.detail > 5
        let quantities: (young: Quantity, deep: Quantity)? =
            switch record.kind {
            case .exposure: (.youngExposures, .deepExposures)
            case .click: (.youngClicks, .deepClicks)
            case .payment: (.youngUnits, .deepOrders)
            default: nil
            }
        guard let quantities else { return [] }
        return (isYoung ? [(quantities.young, 1)] : []) + (isDeep ? [(quantities.deep, 1)] : [])
    }

    private static func amounts(_ record: JournalRecord) -> [(Quantity, Double)] {
        let value = Double(record.value)
        switch record.kind {
        case .sessionStart: return [(.sessions, 1)]
        case .request:
            let inserted = record.listing == 1 ? 1.0 : 0
            let serving = Double(record.arm == 0 ? 2 : 3)
            let ranking = Double(record.detail) * (record.arm == 0 ? 0.03 : 0.05)
            return [
                (.requests, 1), (.insertedRequests, inserted), (.servingCost, serving), (.rankingCost, ranking),
                (.contribution, -serving - ranking), (.modelCost, record.arm == 0 ? 4 : 5),
            ]
        case .refusal: return [(.refusedRequests, 1)]
        case .exposure: return [(.exposures, 1), (.soldOutEncounters, Double(record.detail))]
        case .click: return [(.clicks, 1)]
        case .like: return [(.likes, 1)]
        case .cart: return [(.carts, 1)]
        case .checkout: return [(.checkouts, 1)]
        case .payment:
            return [
                (.orders, 1), (.units, 1), (.keptOrders, 1), (.gmv, value), (.netGMV, value), (.organicGMV, value),
                (.income, fee(record)), (.contribution, fee(record)),
            ]
        case .adExposure: return [(.adExposures, 1)]
        case .adCharge: return [(.adRevenue, value / 10_000), (.contribution, value / 10_000)]
        case .adOrder: return [(.organicGMV, -value)]
        case .delivery: return [(.deliveries, 1)]
        case .refund:
            return [
                (.refunds, 1), (.keptOrders, -1), (.refunded, value), (.netGMV, -value), (.income, -fee(record)),
                (.contribution, -fee(record)),
            ]
        case .offer: return [(.offers, 1)]
        default: return []
        }
    }

    /// Of a price, to a minor unit.
    private static func fee(_ record: JournalRecord) -> Double {
        (Double(record.value) * (record.arm == 0 ? 0.1 : 0.08)).rounded()
    }

    /// One total of a user.
    func total(_ quantity: Quantity, user: Int, warmup: Bool = false) -> Double {
        quantity == .members ? 1 : totals[user][warmup ? 0 : 1][quantity] ?? 0
    }
}

/// Mean, variance and covariance in two passes, as in a textbook.
enum ByHand {
    static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    static func covariance(_ x: [Double], _ y: [Double]) -> Double {
        let (meanX, meanY) = (mean(x), mean(y))
        return zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / Double(x.count - 1)
    }

    static func variance(_ x: [Double]) -> Double { covariance(x, x) }

    /// Whether two numbers are equal to so many digits.
    static func agree(_ a: Double?, _ b: Double, _ relative: Double = 1e-9) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * max(abs(a), abs(b), 1e-12)
    }
}

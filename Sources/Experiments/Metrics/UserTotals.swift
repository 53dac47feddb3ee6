import Marketplace
import Statistics

/// Adds up, user by user, what the journal says: the sufficient statistics of every metric.
///
/// Two periods are kept: the warm-up, for covariates, and the experiment. An order belongs to the period of its checkout.
final class UserTotals: JournalConsumer {
    /// The totals of one user in one period.
    private struct Row: BitwiseCopyable {
        var sessions: UInt32 = 0
        var requests: UInt32 = 0
        var exposures: UInt32 = 0
        var clicks: UInt32 = 0
        var likes: UInt32 = 0
        var carts: UInt32 = 0
        var checkouts: UInt32 = 0
        var orders: UInt32 = 0
        var soldOutEncounters: UInt32 = 0
        var insertedRequests: UInt32 = 0
        var refusedRequests: UInt32 = 0
        var offers: UInt32 = 0
        var deliveries: UInt32 = 0
        var refunds: UInt32 = 0
        /// Sessions in the last week of the period.
        var lateSessions: UInt32 = 0
        var gmv: Int64 = 0
        var refunded: Int64 = 0
        var servingCost: Int64 = 0
        var adExposures: UInt32 = 0
        var adClicks: UInt32 = 0
        /// Minor units paid for orders that came from ads.
        var adGMV: Int64 = 0
        /// Millionths of a currency unit.
        var adRevenue: Int64 = 0
    }

    private static let week: Int64 = 7 * 86_400_000
    private let experimentStart: Int64
    private let browsingEnd: Int64
    private let users: Int
    /// Minor units a request, one an arm.
    private let requestCosts: [Int64]
    /// Rows a user: warm-up and experiment; without a warm-up only the experiment.
    private let periods: Int
    private let rows: UnsafeMutablePointer<Row>
    /// The period of each order's checkout, by order number.
    private var orderPeriod: [UInt8] = []
    /// The latest exposure of an ad: a click on it comes next or never.
    private var latestAd: (user: UInt32, session: UInt32, listing: UInt32)?
    private(set) var counts = Counts()

    init(users: Int, experimentStart: Int64, browsingEnd: Int64, requestCosts: [Int64]) {
        self.users = users
        self.requestCosts = requestCosts
        self.experimentStart = experimentStart
        self.browsingEnd = browsingEnd
        periods = experimentStart > 0 ? 2 : 1
        rows = .allocate(capacity: periods * users)
        rows.initialize(repeating: Row(), count: periods * users)
    }

    deinit { rows.deallocate() }

    func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices { take(records[index]) }
    }

    @inline(__always) private func take(_ record: JournalRecord) {
        let period = record.time < experimentStart ? 0 : periods - 1
        let row = rows + (periods * Int(record.user) + period)
        switch record.kind {
        case .exposure:
            row.pointee.exposures += 1
            row.pointee.soldOutEncounters += record.detail
            counts.exposures += 1
        case .click:
            row.pointee.clicks += 1
            counts.clicks += 1
            if let latestAd, latestAd == (record.user, record.session, record.listing) { row.pointee.adClicks += 1 }
        case .request:
            row.pointee.requests += 1
            row.pointee.insertedRequests += record.listing
            row.pointee.servingCost += requestCosts[Int(record.arm)]
            counts.requests += 1
        case .like: row.pointee.likes += 1
        case .cart: row.pointee.carts += 1
        case .sessionStart:
            row.pointee.sessions += 1
            let periodEnd = record.time < experimentStart ? experimentStart : browsingEnd
            if record.time >= periodEnd - UserTotals.week { row.pointee.lateSessions += 1 }
            counts.sessions += 1
        case .checkout:
            orderPeriod.append(UInt8(period))
            row.pointee.checkouts += 1
        case .payment:
            let paid = rowOfOrder(record)
            paid.pointee.orders += 1
            paid.pointee.gmv += record.value
            counts.orders += 1
        case .delivery: rowOfOrder(record).pointee.deliveries += 1
        case .refund:
            let paid = rowOfOrder(record)
            paid.pointee.refunds += 1
            paid.pointee.refunded += record.value
        case .refusal: row.pointee.refusedRequests += 1
        case .offer: row.pointee.offers += 1
        case .adExposure:
            row.pointee.adExposures += 1
            latestAd = (record.user, record.session, record.listing)
        case .adCharge: row.pointee.adRevenue += record.value
        case .adOrder: rowOfOrder(record).pointee.adGMV += record.value
        case .lapse, .offerAccepted, .offerCountered, .offerTaken, .sessionEnd, .listingCreated,
            .markdown, .listingEnded, .exploration, .insertion:
            break
        }
    }

    /// The buyer's row of the period in which the order was checked out.
    private func rowOfOrder(_ record: JournalRecord) -> UnsafeMutablePointer<Row> {
        rows + (periods * Int(record.user) + Int(orderPeriod[Int(record.detail)]))
    }

    /// The joint moments over an arm's users of every quantity in the experiment, then every quantity in the warm-up.
    func moments(ofArm arm: UInt8, assignment: (UInt32) -> UInt8) -> CovarianceMoments {
        let quantities = Metric.Quantity.allCases
        var moments = CovarianceMoments(variables: 2 * quantities.count)
        var values = [Double](repeating: 0, count: 2 * quantities.count)
        for user in 0..<users where assignment(UInt32(user)) == arm {
            for quantity in quantities {
                values[quantity.rawValue] = UserTotals.value(quantity, rows[periods * (user + 1) - 1])
                values[quantities.count + quantity.rawValue] =
                    periods == 1 ? 0 : UserTotals.value(quantity, rows[periods * user])
            }
            moments.add(values)
        }
        return moments
    }

    private static func value(_ quantity: Metric.Quantity, _ row: Row) -> Double {
        switch quantity {
        case .sessions: Double(row.sessions)
        case .requests: Double(row.requests)
        case .exposures: Double(row.exposures)
        case .clicks: Double(row.clicks)
        case .likes: Double(row.likes)
        case .carts: Double(row.carts)
        case .checkouts: Double(row.checkouts)
        case .orders, .units: Double(row.orders)
        case .soldOutEncounters: Double(row.soldOutEncounters)
        case .gmv: Double(row.gmv)
        case .refunded: Double(row.refunded)
        case .netGMV: Double(row.gmv - row.refunded)
        case .insertedRequests: Double(row.insertedRequests)
        case .refusedRequests: Double(row.refusedRequests)
        case .servingCost: Double(row.servingCost)
        case .offers: Double(row.offers)
        case .deliveries: Double(row.deliveries)
        case .refunds: Double(row.refunds)
        case .keptOrders: Double(row.orders - row.refunds)
        case .repeatVisits: row.sessions > 0 ? Double(row.sessions - 1) : 0
        case .retained: row.lateSessions > 0 ? 1 : 0
        case .adRevenue: Double(row.adRevenue) / 10_000
        case .adExposures: Double(row.adExposures)
        case .adClicks: Double(row.adClicks)
        case .organicGMV: Double(row.gmv - row.adGMV)
        }
    }

    /// Bytes set aside for users.
    var bytes: Int { periods * users * MemoryLayout<Row>.stride }
}

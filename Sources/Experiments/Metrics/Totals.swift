/// What a unit did and paid, over a time.
struct Totals: BitwiseCopyable {
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

    func value(_ quantity: Metric.Quantity) -> Double {
        switch quantity {
        case .sessions: Double(sessions)
        case .requests: Double(requests)
        case .exposures: Double(exposures)
        case .clicks: Double(clicks)
        case .likes: Double(likes)
        case .carts: Double(carts)
        case .checkouts: Double(checkouts)
        case .orders, .units: Double(orders)
        case .soldOutEncounters: Double(soldOutEncounters)
        case .gmv: Double(gmv)
        case .refunded: Double(refunded)
        case .netGMV: Double(gmv - refunded)
        case .insertedRequests: Double(insertedRequests)
        case .refusedRequests: Double(refusedRequests)
        case .servingCost: Double(servingCost)
        case .offers: Double(offers)
        case .deliveries: Double(deliveries)
        case .refunds: Double(refunds)
        case .keptOrders: Double(orders - refunds)
        case .repeatVisits: sessions > 0 ? Double(sessions - 1) : 0
        case .retained: lateSessions > 0 ? 1 : 0
        case .adRevenue: Double(adRevenue) / 10_000
        case .adExposures: Double(adExposures)
        case .adClicks: Double(adClicks)
        case .organicGMV: Double(gmv - adGMV)
        case .members: 1
        }
    }
}

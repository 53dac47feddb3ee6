/// The markets to experiment in: all that there are stand here.
extension Plan {
    /// What is asked of the plan's market.
    public var model: any MarketModel {
        switch kind {
        case .feed: FeedMarket()
        case .booking(let booking): BookingModel(booking: booking)
        case .auctions(let auctions): AuctionModel(auctions: auctions)
        }
    }

    /// What the worlds of a replication are for: the designs, some of which share one, and the twins.
    public var roles: [WorldRole] { model.roles(of: self) }

    /// All worlds of a run, replication by replication.
    public var tasks: [WorldTask] {
        WorldTask.all(replications: replications, roles: roles, treatments: arms.count - 1)
    }
}

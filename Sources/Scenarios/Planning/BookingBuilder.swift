import Experiments
import Marketplace
import PolicyKit
import Tables

/// Makes the plan of a booking market of what was found under `booking`.
struct BookingBuilder {
    let file: String
    let findings: Findings
    private(set) var problems: [ScenarioProblem] = []

    /// Whether the scenario has a booking market.
    var isWanted: Bool { findings.groups.contains("booking") }

    /// The booking market and its designs, to be used only when there are no problems.
    /// - Parameter length: of the experiment, in milliseconds.
    mutating func plan(length: Int64) -> BookingPlan {
        for fault in ForeignKeys(group: "booking", settling: "booking.settling").faults(in: findings) {
            report(fault.path, fault.message)
        }
        var market = BookingMarket()
        findings.fill(&market.settings, BookingSettings.fields, under: "booking.")
        market.listingTypes = listingTypes(market)
        market.customerTypes = customerTypes(market)
        checkNumbers(market, days: Double(market.settings.settling + length) / 86_400_000)
        var designs = BookingDesign.allCases
        if case .words(let words)? = findings["booking.designs"]?.value {
            designs = words.compactMap(BookingDesign.init(rawValue:))
        }
        let shares = ["experiment.treatment_share", "booking.treated_listings"]
        return BookingPlan(
            market: market, designs: designs, leavesSharesOpen: shares.allSatisfy { findings[$0] == nil })
    }

    /// What treatment changes, key by key.
    static func changes(_ market: BookingMarket) -> [Arm.Change] {
        market.customerTypes.flatMap { customer in
            zip(market.listingTypes, customer.choices).filter { $1.utilityLift != 0 }.map { listing, choice in
                Arm.Change(
                    key: "booking.customers.\(customer.name).choices.\(listing.name).utility_lift",
                    control: Unit.share.text(0), arm: Unit.share.text(choice.utilityLift))
            }
        }
    }

    private mutating func listingTypes(_ market: BookingMarket) -> [BookingListingType] {
        guard let names = findings.names["booking.listings"] else { return market.listingTypes }
        if names.count > Self.mostTypes {
            report("booking.listings", "expected at most \(Self.mostTypes) types of listings, found \(names.count)")
        }
        let idle = market.returnsListings ? ["arrivals_per_day", "withdrawals_per_day"] : ["blocked_mean"]
        return names.map { name in
            let path = "booking.listings.\(name)."
            var type = BookingListingType()
            type.name = name
            findings.fill(&type, BookingListingType.fields, under: path)
            for key in idle where findings[path + key] != nil {
                report(
                    path + key,
                    "has no meaning where booked listings \(market.settings.afterBooking); set "
                        + "booking.after_booking or leave it out")
            }
            return type
        }
    }

    private mutating func customerTypes(_ market: BookingMarket) -> [BookingCustomerType] {
        let listings = market.listingTypes.map(\.name)
        let names = findings.names["booking.customers"] ?? market.customerTypes.map(\.name)
        return names.map { name in
            let path = "booking.customers.\(name)."
            var type = BookingCustomerType()
            type.name = name
            findings.fill(&type, BookingCustomerType.fields, under: path)
            type.choices = listings.map { listing in
                var choice = BookingChoice()
                findings.fill(&choice, BookingChoice.fields, under: "\(path)choices.\(listing).")
                return choice
            }
            for named in findings.names["\(path)choices"] ?? [] where !listings.contains(named) {
                report(
                    "\(path)choices.\(named)", "there is no such type of listings",
                    suggestion: NearestWord.to(named, among: listings),
                    note: "Known: \(listings.joined(separator: ", "))")
            }
            return type
        }
    }

    /// A cell of listings is counted in a byte, with two arms of each type.
    private static let mostTypes = 100

    /// Customers and listings are counted in 32 bits.
    private mutating func checkNumbers(_ market: BookingMarket, days: Double) {
        let units = Double(market.settings.size) * days
        let customers = units * market.customerTypes.reduce(0) { $0 + $1.arrivalsPerDay }
        let listings = market.returnsListings ? 0 : units * market.listingTypes.reduce(0) { $0 + $1.arrivalsPerDay }
        let ends = ["booking.size", "booking.settling", "experiment.length"]
        let path = findings.blamed(among: ends)?.key ?? "booking.size"
        for (name, count) in [("customers", customers), ("listings", listings)] where count > 2e9 {
            report(
                path,
                "a world would see about \(Int(count / 1e9)) billion \(name), more than 2; lower size, arrivals, "
                    + "booking.settling or experiment.length")
        }
    }

    private mutating func report(_ path: String, _ message: String, suggestion: String? = nil, note: String? = nil) {
        guard !findings.broken.contains(path) else { return }
        let place = findings[path]?.place ?? findings.places[path] ?? Place()
        problems.append(
            ScenarioProblem(file: file, at: place, keyPath: path, message, suggestion: suggestion, note: note))
    }
}

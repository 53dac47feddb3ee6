package import Marketplace

/// Every name that an expectation of a plan may use.
package struct ExpectationNames: Sendable {
    /// The plan's metrics; where it has several designs, also of each by itself.
    package let metrics: [(name: String, unit: Metric.Unit)]
    /// Figures of its market.
    package let figures: [(name: String, unit: Metric.Unit)]
    /// What its readout has.
    package let quantities: [ExpectationQuantity]
    /// The keys that a plan lacks for what its readout has not, by how the names of that begin.
    private let wanting: [String: String]

    package init(_ plan: Plan) {
        typealias Named = (name: String, unit: Metric.Unit)
        func named(_ metrics: [Named], under designs: [String], reads: (String, Named) -> Bool) -> [Named] {
            guard designs.count > 1 else { return metrics }
            return metrics
                + designs.flatMap { design in
                    metrics.filter { reads(design, $0) }.map { ("\($0.name)_\(design)", $0.unit) }
                }
        }
        switch plan.kind {
        case .feed:
            metrics = named(
                plan.metrics.compactMap(Metric.named).map { ($0.name, $0.unit) }, under: plan.designs.map(\.rawValue)
            ) { design, metric in
                Metric.named(metric.name).map { Design(rawValue: design)?.reads($0) == true } == true
            }
            figures = MarketFigure.all.map { ($0.name, $0.unit) }
        case .booking(let booking):
            metrics = booking.designs.map { ($0.rawValue, .count) }
            figures = []
        case .auctions(let auctions):
            metrics = named(
                auctions.metrics.compactMap(AuctionMetric.named).map { ($0.name, $0.unit) },
                under: auctions.designs.map(\.rawValue)
            ) { _, _ in true }
            figures = []
        }
        let readings = [
            ("interleaving", "experiment.interleaving", plan.interleaving != nil),
            ("offline", "experiment.offline_evaluation", plan.offlineEvaluation != nil),
            ("allocation", "experiment.allocation", plan.allocation != nil),
        ].filter { plan.kind == .feed && !$0.2 }
        let wanting = Dictionary(uniqueKeysWithValues: readings.map { ($0.0, $0.1) })
        self.wanting = wanting
        quantities = ExpectationQuantity.all.filter {
            (plan.kind == .feed || !$0.isOfFeed) && wanting[Self.beginning(of: $0.pattern)] == nil
        }
    }

    /// The key that the plan lacks for what is named; nil where it lacks none.
    package func key(wantedBy name: String) -> String? { wanting[Self.beginning(of: name)] }

    private static func beginning(of name: String) -> String { String(name.prefix { $0 != "." }) }

    /// The quantity of that name; nil where there is none.
    package func name(_ text: String) -> ExpectationName? {
        for quantity in quantities {
            guard let placeholder = quantity.placeholder else {
                if quantity.pattern == text { return ExpectationName(quantity) }
                continue
            }
            guard let subject = quantity.subject(in: text) else { continue }
            if let one = (placeholder == "METRIC" ? metrics : figures).first(where: { $0.name == subject }) {
                return ExpectationName(quantity, of: one.name, counting: one.unit)
            }
        }
        return nil
    }

    /// Every name written out, for the nearest one to be found.
    package var all: [String] {
        quantities.flatMap { quantity in
            switch quantity.placeholder {
            case "METRIC"?: metrics.map { quantity.pattern.replacing("METRIC", with: $0.name) }
            case "FIGURE"?: figures.map { quantity.pattern.replacing("FIGURE", with: $0.name) }
            default: [quantity.pattern]
            }
        }
    }
}

extension ExpectationQuantity {
    /// The part of the pattern that stands for a name.
    package var placeholder: String? { ["METRIC", "FIGURE"].first(where: pattern.contains) }

    /// What stands at the placeholder's place in a text that is otherwise as the pattern.
    package func subject(in text: String) -> String? {
        let (wanted, parts) = (
            pattern.split(separator: "."), text.split(separator: ".", omittingEmptySubsequences: false)
        )
        guard let placeholder, wanted.count == parts.count,
            zip(wanted, parts).allSatisfy({ $0 == placeholder || $0 == $1 })
        else { return nil }
        return zip(wanted, parts).first { $0.0 == placeholder }.map { String($0.1) }
    }
}

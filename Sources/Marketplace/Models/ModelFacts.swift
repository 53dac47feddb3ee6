extension MechanismFacts {
    static let models = MechanismFacts(
        "models", "Models of given quality score the candidates of requests, for whatever ranking policy reads them.",
        records: [], quantities: [.modelCost], metrics: [.modelCost], countedBy: ["models.click.cost"],
        conditional: [
            ConditionalMetric(metric: .modelCost) { conditions, _ in
                conditions.models.costOfThousand > 0
            }
        ])
}

extension Quantity {
    /// Minor units, not whole ones.
    public static let modelCost = Quantity("model_cost", .divided(.modelCostOfThousands, by: 1_000))
    /// Requests, each at what a thousand of them cost with as many models as score one on average.
    private static let modelCostOfThousands = Quantity(
        "model_cost_of_thousands",
        .sum(
            Quantity.Weight("models.click.cost") { $0.models.costOfThousand }, of: .request))
}

extension Metric {
    public static let modelCost = Metric(
        name: "model_cost", label: "Model cost",
        definition: "Requests per user, each thousand at `models.click.cost` for each model that scores them.",
        kind: .mean(.modelCost), unit: .money, moreIsBetter: false)
}

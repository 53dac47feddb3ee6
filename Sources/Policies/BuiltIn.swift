public import PolicyKit

extension PolicyRegistry {
    /// A registry of the policies that come with MarketLab; add your own to it.
    public static var builtIn: PolicyRegistry {
        var registry = PolicyRegistry()
        registry.add(CategoryAffinity.self)
        registry.add(Newest.self)
        registry.add(RandomRanking.self)
        registry.add(Popularity.self)
        registry.add(ContentAffinity.self)
        registry.add(PriceAware.self)
        registry.add(Logistic.self)
        registry.add(SessionAware.self)
        registry.add(SessionBlind.self)
        registry.add(NetValue.self)
        registry.add(PageEnd.self)
        registry.add(UniformInsertion.self)
        registry.add(RandomInsertion.self)
        registry.add(AfterClick.self)
        registry.add(FixedThreshold.self)
        registry.add(Adaptive.self)
        registry.add(FixedBid.self)
        registry.add(TruthfulBid.self)
        registry.add(SpendControl.self)
        registry.add(CostControl.self)
        registry.add(BangBang.self)
        registry.add(MultiConstraint.self)
        registry.add(BudgetDual.self)
        registry.add(ReturnDual.self)
        registry.add(BudgetPacing.self)
        registry.add(ConstraintAware.self)
        registry.add(OnlineLinearProgram.self)
        registry.add(BidShading.self)
        return registry
    }
}

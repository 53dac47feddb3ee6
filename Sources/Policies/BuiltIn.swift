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
        return registry
    }
}

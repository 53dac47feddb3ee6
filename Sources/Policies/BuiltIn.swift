public import PolicyKit

extension PolicyRegistry {
    /// A registry of the policies that come with MarketLab; add your own to it.
    public static var builtIn: PolicyRegistry {
        var registry = PolicyRegistry()
        for policy in builtInTypes { registry.add(policy) }
        return registry
    }

    /// The policies that come with MarketLab.
    package static var builtInTypes: [any Policy.Type] {
        [
            CategoryAffinity.self, Newest.self, RandomRanking.self, Popularity.self, ContentAffinity.self,
            PriceAware.self, Logistic.self, MaturityGate.self, SplitHistory.self, SemanticCodes.self,
            ActivityMixture.self, MultiTask.self, SparseAndDense.self, CoreBehaviour.self, PageContext.self,
            KeyEvents.self, LateLabels.self, Ensemble.self, ConfidentPaths.self, Uncertain.self, BoundedHarm.self,
            SessionAware.self, SessionBlind.self, NetValue.self, ModelScore.self,
            LinUCB.self, LinearThompson.self, PageEnd.self,
            UniformInsertion.self, RandomInsertion.self, AfterClick.self, FixedThreshold.self, Adaptive.self,
            FixedBid.self, TruthfulBid.self, SpendControl.self, CostControl.self, BangBang.self,
            MultiConstraint.self, BudgetDual.self, ReturnDual.self, BudgetPacing.self, ConstraintAware.self,
            OnlineLinearProgram.self, BidShading.self,
        ]
    }
}

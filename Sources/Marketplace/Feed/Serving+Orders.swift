import PolicyKit

extension Serving {
    /// Tells the policy that showed the listing what has become of the order: the label that comes days after its click.
    ///
    /// - Parameter start: milliseconds; whoever took over what control's policy had learned until then also learns of the
    ///   orders from before.
    func teach(_ order: UInt32, shownBefore start: Int64, in state: borrowing MarketState) {
        let encounter = state.orders[order].encounter
        // It did not rank an ad.
        guard !state.rememberedExposures.ad(of: encounter.row).isAd else { return }
        let outcome: FeedbackBatch.Outcome =
            switch state.orders[order].state {
            case .open, .lapsed: []
            case .paid, .delivered: .payment
            case .refunded: [.payment, .refund]
            case .kept: [.payment, .kept]
            }
        teach(Int(encounter.servedBy), encounter, outcome, in: state)
        guard encounter.servedBy == 0, encounter.time < start else { return }
        for arm in heirs { teach(arm, encounter, outcome, in: state) }
    }

    private func teach(
        _ arm: Int, _ encounter: Encounter, _ outcome: FeedbackBatch.Outcome, in state: borrowing MarketState
    ) {
        let policy = arms[arm].ranking
        guard policy.rememberedCount > 0 else { return }
        withUnsafePointer(to: encounter.listing) { listing in
            withUnsafePointer(to: outcome.union([.click, .checkout]).rawValue) { outcome in
                policy.learnOrders(
                    from: FeedbackBatch(
                        count: 1, rememberedCount: policy.rememberedCount, ids: listing, outcomes: outcome,
                        rows: state.rememberedExposures.numbers(of: encounter.row)))
            }
        }
    }
}

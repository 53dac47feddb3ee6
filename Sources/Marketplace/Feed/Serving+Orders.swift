import PolicyKit

extension Serving {
    /// Notes, for the policy that showed the listing or all that learn from it, what has become of the order: the label that comes days after its click. The
    /// policy hears of it right before it ranks the next time.
    ///
    /// - Parameter start: milliseconds; whoever took over what control's policy had learned until then, or learned beside it, also
    ///   learns of the orders from before.
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
        if shadows.arePooled {
            for listener in shadows.listeners {
                teach(
                    listener, encounter, outcome, isOwn: listener == learner[Int(encounter.servedBy)], in: state)
            }
            return
        }
        teach(Int(encounter.servedBy), encounter, outcome, isOwn: true, in: state)
        guard encounter.servedBy == 0, encounter.time < start else { return }
        // What ranks like control goes on as control would.
        for arm in heirs { teach(arm, encounter, outcome, isOwn: true, in: state) }
        for arm in shadows.arms { teach(arm, encounter, outcome, isOwn: false, in: state) }
    }

    private func teach(
        _ arm: Int, _ encounter: Encounter, _ outcome: FeedbackBatch.Outcome, isOwn: Bool,
        in state: borrowing MarketState
    ) {
        guard learns[arm] else { return }
        arms[arm].orders.add(
            Item(.listing, encounter.listing), outcome.union([.click, .checkout]),
            row: state.rememberedExposures.numbers(of: encounter.row) + shadows.starts[arm], at: state.now,
            exposure: encounter.time, isOwn: isOwn)
    }
}

import Marketplace

/// Predicts a click from those before it: the click rate so far of what stood at a slot and had a rank in the challenger's order.
///
/// The doubly robust estimator's model of the reward. As nothing of a prediction is of later clicks, it needs no folds. Cells that were
/// seldom seen have the rate of their slot, and slots that of all.
struct ClickRates {
    /// Ranks from here on share a cell.
    static let ranks = 50
    /// Exposures by which a cell's own rate weighs as much as that of its slot.
    private static let weight = 100.0

    private struct Cell {
        var exposures = 0.0
        var clicks = 0.0

        mutating func add(_ clicked: Bool) {
            exposures += 1
            if clicked { clicks += 1 }
        }

        func rate(over prior: Double, weight: Double) -> Double { (clicks + weight * prior) / (exposures + weight) }
    }

    private var all = Cell()
    private var slots: [Cell] = []
    private var cells: [Cell] = []

    mutating func add(slot: Int, rank: Int, clicked: Bool) {
        while slots.count <= slot {
            slots.append(Cell())
            cells.append(contentsOf: repeatElement(Cell(), count: Self.ranks + 1))
        }
        all.add(clicked)
        slots[slot].add(clicked)
        cells[slot * (Self.ranks + 1) + min(rank, Self.ranks)].add(clicked)
    }

    /// The chance of a click, above 0 and below 1.
    func chance(slot: Int, rank: Int) -> Double {
        let overall = all.rate(over: 0.05, weight: 10)
        guard slot < slots.count else { return overall }
        let ofSlot = slots[slot].rate(over: overall, weight: Self.weight)
        return cells[slot * (Self.ranks + 1) + min(rank, Self.ranks)].rate(over: ofSlot, weight: Self.weight)
    }

    /// What is expected at a slot where a ranking explores; nil where chances of ranks have no closed form.
    func chance(slot: Int, under exploration: RankingExploration, slots: Int, candidates: Int) -> Double? {
        var (sum, left) = (0.0, 1.0)
        for rank in 0..<min(Self.ranks, candidates) {
            guard let share = exploration.chance(of: rank, at: slot, slots: slots, candidates: candidates) else {
                return nil
            }
            if share > 0 { sum += share * chance(slot: slot, rank: rank) }
            left -= share
        }
        return left > 1e-12 ? sum + left * chance(slot: slot, rank: Self.ranks) : sum
    }
}

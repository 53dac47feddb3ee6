import Marketplace
import Statistics

/// Follows the pages of a world in which everybody has control's ranking and the challenger's is asked about what they hold: which
/// listing stood where in either order, and whether it was clicked.
final class PlacementLog: JournalConsumer {
    /// Where a user's session stands.
    private struct Visit {
        var request = JournalRecord.none
        var candidates: UInt16 = 0
        var slots: UInt16 = 0
        var isFirst = true
        /// Control's rank of what is on screen.
        var own: UInt16 = 0
        /// The place in `rows` of what is on screen.
        var row = -1
    }

    private let start: Int64
    private var visits: [Visit]
    private var rates = ClickRates()
    private(set) var rows: [SeenPlacement] = []
    /// How each arm's ranking explores; control's first. Known when the world has been made.
    var explorations: [RankingExploration] = []
    /// Whether a ranking reads what pages have led to; known then, too.
    var readsThePast = false
    /// Exposures on pages after a session's first.
    private(set) var ofLaterPages = 0

    init(users: Int, experimentStart: Int64) {
        start = experimentStart
        visits = Array(repeating: Visit(), count: users)
    }

    func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices where records[index].time >= start {
            let record = records[index]
            let user = Int(record.user)
            switch record.kind {
            case .request:
                close(user)
                visits[user] = Visit(
                    request: record.request, candidates: UInt16(clamping: record[.candidates]),
                    slots: UInt16(clamping: record[.pageSlots]), isFirst: record[.request] == 0)
            case .exposure: close(user)
            case .placement where record.request == visits[user].request: take(record, of: user)
            case .click where visits[user].row >= 0: rows[visits[user].row].clicked = true
            default: break
            }
        }
    }

    private func take(_ record: JournalRecord, of user: Int) {
        guard record.arm == 1 else {
            visits[user].own = UInt16(clamping: record[.rank])
            return
        }
        let visit = visits[user]
        if !visit.isFirst { ofLaterPages += 1 }
        let (slot, rank) = (Int(record.slot), Int(record[.rank]))
        visits[user].row = rows.count
        rows.append(
            SeenPlacement(
                user: record.user, request: record.request, slot: record.slot, own: visit.own,
                other: UInt16(clamping: rank), candidates: visit.candidates, slots: visit.slots,
                predicted: rates.chance(slot: slot, rank: rank),
                predictedOfOther: rates.chance(
                    slot: slot, under: explorations[1], slots: Int(visit.slots), candidates: Int(visit.candidates))))
    }

    /// What is on screen will not be clicked any more.
    private func close(_ user: Int) {
        let row = visits[user].row
        guard row >= 0 else { return }
        visits[user].row = -1
        rates.add(slot: Int(rows[row].slot), rank: Int(rows[row].other), clicked: rows[row].clicked)
    }

    /// All pages, with users as clusters.
    var tally: OfflineTally {
        var tally = OfflineTally(
            ofLaterPages: ofLaterPages, readsThePast: readsThePast,
            isDrawn: explorations[0] != .none)
        let order = rows.indices.sorted {
            (rows[$0].user, rows[$0].request, rows[$0].slot) < (rows[$1].user, rows[$1].request, rows[$1].slot)
        }
        var start = 0
        while start < order.count {
            let user = rows[order[start]].user
            let end = order[start...].firstIndex { rows[$0].user != user } ?? order.count
            tally.add(order[start..<end].map { rows[$0] }, explorations: explorations)
            start = end
        }
        tally.rank(rows)
        return tally
    }
}

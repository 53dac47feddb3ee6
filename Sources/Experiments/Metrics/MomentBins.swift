/// Sorts moments of a session by how far down the page, and how far into the session, they come.
package struct MomentBins: Sendable, Equatable {
    private static let stretches = 5
    private static let stageEnds = [10, 30, 100]

    /// The last slot of each stretch of the page, counted from 1.
    private let slotEnds: [Int]

    /// - Parameter pageSize: slots of a page, at least 1.
    package init(pageSize: Int) {
        let count = min(MomentBins.stretches, pageSize)
        slotEnds = (1...count).map { pageSize * $0 / count }
    }

    /// First and last slot of each stretch of the page, counted from 1.
    var slots: [(from: Int, to: Int?)] { zip([0] + slotEnds, slotEnds).map { ($0 + 1, $1) } }

    /// First and last exposure of each stage of a session, counted from 1; the last stage has no end.
    var stages: [(from: Int, to: Int?)] {
        zip([0] + MomentBins.stageEnds, MomentBins.stageEnds.map(Optional.some) + [nil]).map { ($0 + 1, $1) }
    }

    /// The stretch of the page that the slot, counted from 1, belongs to; a slot beyond the page, which a session has kept from
    /// before the experiment, to the last.
    func stretch(ofSlot slot: Int) -> Int { slotEnds.firstIndex { slot <= $0 } ?? slotEnds.count - 1 }

    /// The stage that the exposure, counted from 1, belongs to.
    func stage(ofExposure exposure: Int) -> Int {
        MomentBins.stageEnds.firstIndex { exposure <= $0 } ?? MomentBins.stageEnds.count
    }
}

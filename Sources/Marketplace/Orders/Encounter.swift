/// An exposure that a buyer acted on: what an offer and an order have to remember of it.
struct Encounter: BitwiseCopyable {
    let user: UInt32
    let listing: UInt32
    /// The number of the session among the user's, from 0.
    let session: UInt32
    let slot: UInt16
    let arm: UInt8
    /// The arm whose ranking policy made the page and learns what becomes of it.
    let servedBy: UInt8
    /// Whether the listing was of another category than the session looked for.
    let misfit: Bool
    /// The user's taste for the content, in standard deviations.
    let taste: Float
    /// Milliseconds of the exposure.
    let time: Int64
    /// Where what is known of the exposure besides is kept; see `RememberedExposures`.
    let row: UInt32
    /// The number in the world of the request whose page showed the listing.
    let request: UInt32

    /// Stands in rows that hold nothing yet.
    static let placeholder = Encounter(
        user: 0, listing: 0, session: 0, slot: 0, arm: 0, servedBy: 0, misfit: false, taste: 0, time: 0, row: 0,
        request: JournalRecord.none)
}

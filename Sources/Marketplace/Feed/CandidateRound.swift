/// Says which candidates a session is at: a long one goes through rounds, each of which retrieves more.
///
/// A round begins after a number of exposures, and no page reaches over its end. So what a session is shown does not
/// depend on when pages were asked for, as long as the ranking policy does not look at the session.
struct CandidateRound {
    /// At most that many times the wanted candidates are retrieved.
    static let deepest = 8

    /// Candidates to be ranked.
    let wanted: Int
    /// Candidates to be retrieved.
    let retrieved: Int
    /// Exposures of the session before the round.
    let start: Int
    /// Exposures until the round ends.
    let slotsLeft: Int

    /// - Parameters:
    ///   - pageSize: slots of a page, at most `wanted`.
    ///   - exposures: of the session so far.
    init(wanted: Int, pageSize: Int, exposures: Int) {
        // Three quarters of the candidates, in whole pages.
        let pages = min((wanted * 3 / 4 + pageSize - 1) / pageSize, wanted / pageSize)
        let length = max(1, pages) * pageSize
        let round = min(CandidateRound.deepest, 1 + exposures / length)
        self.wanted = wanted
        retrieved = wanted * round
        start = (round - 1) * length
        slotsLeft = round == CandidateRound.deepest ? Int.max : round * length - exposures
    }
}

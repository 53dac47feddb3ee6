package import Statistics

/// The looks of a group-sequential test up to the present one, and how they spend the level.
public struct LookPlan: Sendable, Hashable, Encodable {
    /// How much of the level may be spent by an information fraction (Lan and DeMets 1983).
    public enum Spending: String, Sendable, CaseIterable, Codable {
        /// Early, like Pocock's boundary.
        case pocock
        /// Late, like O'Brien and Fleming's boundary.
        case obrienFleming = "obrien-fleming"
        /// The level times the squared fraction (Kim and DeMets 1987), as in Confidence.
        case squared = "alpha-t2"

        /// By which boundaries are made.
        package var function: GroupSequential.Spending {
            switch self {
            case .pocock: .earlyAsPocock
            case .obrienFleming: .lateAsOBrienFleming
            case .squared: .power(2)
            }
        }
    }

    /// How the level is spent over the looks.
    public var spending = Spending.obrienFleming
    /// Share of the planned information (units) at the present look, above 0; above 1 where more units came than were planned,
    /// which spends the rest of the level. At most `most`.
    public var information: Double
    /// Shares of the planned information at the looks before, rising.
    public var earlier: [Double] = []

    /// More than ten times what was planned is a slip of the pen.
    private static let most = 10.0

    /// A first look at that share of the planned information.
    public init(information: Double) { self.information = information }

    /// - Throws: a sentence about fractions that are none or do not rise.
    func check() throws(AnalysisProblem) {
        let looks = earlier + [information]
        guard looks.allSatisfy({ $0 > 0 && $0 <= LookPlan.most }) else {
            throw AnalysisProblem(
                "--information and --looks have \(LookPlan.list(looks)); expected shares of the planned information above 0 "
                    + "and at most \(LookPlan.most.inWords), as .5 or 50 %")
        }
        guard earlier.allSatisfy({ $0 < 1 }) else {
            throw AnalysisProblem(
                "--looks has \(LookPlan.list(earlier)); a look at 1 or more has spent the whole level, and none is left for "
                    + "another")
        }
        guard zip(looks, looks.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw AnalysisProblem(
                "--looks and --information are \(LookPlan.list(looks)); expected rising fractions, the present look last"
            )
        }
    }

    /// - Throws: `outside` for fractions too small to spend anything at.
    func boundaries(alpha: Double, isTwoSided: Bool) throws(StatisticsError) -> GroupSequential {
        try GroupSequential(
            informationFractions: earlier + [information], alpha: alpha, isTwoSided: isTwoSided,
            spending: spending.function)
    }

    /// For the name of the test.
    var words: String {
        let name =
            switch spending {
            case .pocock: "Pocock-type spending"
            case .obrienFleming: "O'Brien-Fleming-type spending"
            case .squared: "spending alpha t^2"
            }
        return "\(name), looks at \(LookPlan.list(earlier + [information])) of the information"
    }

    private static func list(_ fractions: [Double]) -> String { fractions.map { "\($0)" }.joined(separator: ", ") }
}

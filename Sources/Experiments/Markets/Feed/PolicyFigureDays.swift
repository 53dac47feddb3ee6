public import PolicyKit

/// What a world's ranking policy stated of itself, day by day of the experiment.
public struct PolicyFigureDays: Sendable, Equatable, Codable {
    /// Lower-case words joined by `_`.
    public var name: String
    /// The name for people.
    public var label: String
    public var unit: PolicyFigure.Unit
    /// One sentence that says what is divided by what.
    public var meaning: String
    /// By day, from the experiment's start.
    public var days: [PolicyFigure.Amount]

    /// By arm; empty where no policy states anything.
    /// - Parameter start: milliseconds of the experiment's start.
    static func all(_ arms: [[PolicyFigure]], from start: Int64) -> [[PolicyFigureDays]] {
        guard arms.contains(where: { !$0.isEmpty }) else { return [] }
        return arms.map { figures in
            figures.map { figure in
                PolicyFigureDays(
                    name: figure.name, label: figure.label, unit: figure.unit, meaning: figure.meaning,
                    days: figure.days(from: start))
            }
        }
    }
}
